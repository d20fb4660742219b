"""Many texts in little memory: one after another in one block, decoded when they are asked for."""

from array import array

_CODE = "utf-16-le"


class Packed:
    """Texts by number. Two bytes a character and eight a text, where a Python object takes some two hundred."""

    def __init__(self) -> None:
        self._ends = array("q", [0])
        self._block = bytearray()

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, n: int) -> str:
        return self._block[self._ends[n] : self._ends[n + 1]].decode(_CODE, "surrogatepass")

    def append(self, text: str) -> None:
        """Add a text at the end."""
        self._block += text.encode(_CODE, "surrogatepass")
        self._ends.append(len(self._block))

    @property
    def nbytes(self) -> int:
        """Bytes of the block and of the ends."""
        return len(self._block) + self._ends.itemsize * len(self._ends)
