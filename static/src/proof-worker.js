// Solves one challenge of the server, away from the page, so that typing stays smooth.
import { solveChallenge } from "altcha-lib"
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2"

self.onmessage = ({ data }) => {
  solveChallenge({ challenge: data, deriveKey, timeout: 60000 })
    .then((solution) => self.postMessage(solution), () => self.postMessage(null))
}
