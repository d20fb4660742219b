// Single keys of staff pages. A page names them on its elements (templates/layout/keys.html); nothing here is needed.
const panel = document.querySelector("[data-keys]")
const dialog = panel && panel.querySelector("dialog")
const usable = dialog && typeof dialog.showModal === "function"

function isOn() {
  try { return localStorage.getItem("keys") !== "off" } catch { return true }
}

function remember(on) {
  try { localStorage.setItem("keys", on ? "on" : "off") } catch { /* then it holds for this page only */ }
}

const named = () => [...document.querySelectorAll("[data-key]")].filter((one) => one.offsetParent !== null)
const rows = () => [...document.querySelectorAll("[data-key-item]")].filter((one) => one.offsetParent !== null)
const choices = () => [...document.querySelectorAll("[data-key-numbers] input[type=radio]")]

function label(one) {
  const labelled = one.id && document.querySelector(`label[for="${one.id}"]`)
  return one.dataset.keyLabel || (labelled || one).textContent.trim()
}

function list() {
  // Rows repeat their keys: each is listed once.
  const lines = [...new Map(named().map((one) => [one.dataset.key, label(one)]))]
  const numbers = choices()
  if (numbers.length) {
    lines.unshift(...numbers.map((one, n) => [String(n + 1), label(one)]))
  }
  if (rows().length) lines.push(["j k", panel.dataset.keyMove], ["x", panel.dataset.keyTick])
  lines.push(["?", panel.dataset.keyHelp])
  return lines
}

function show() {
  const found = dialog.querySelector("[data-keys-list]")
  found.replaceChildren(...list().flatMap(([key, words]) => {
    const dt = document.createElement("dt"), dd = document.createElement("dd"), kbd = document.createElement("kbd")
    kbd.textContent = key
    dt.append(kbd)
    dd.textContent = words
    return [dt, dd]
  }))
  dialog.querySelector("[data-keys-on]").checked = isOn()
  dialog.showModal()
}

function move(step) {
  const all = rows(), at = all.findIndex((one) => one.contains(document.activeElement))
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)]
  const target = next && (next.querySelector("a[href], input:not([type=hidden]), button") || next)
  if (target) { target.focus(); next.scrollIntoView({ block: "nearest" }) }
}

const rowNow = () => document.activeElement.closest("[data-key-item]")

function tick() {
  const row = document.activeElement.closest("[data-key-item]")
  const box = row && row.querySelector("input[type=checkbox]")
  if (box) box.click()
}

function press(key) {
  if (key === "?") return show()
  if (/^[1-9]$/.test(key) && choices()[key - 1]) { choices()[key - 1].click(); return choices()[key - 1].focus() }
  if (rowNow() && (key === "ArrowDown" || key === "ArrowUp")) return move(key === "ArrowDown" ? 1 : -1)
  if (rows().length && (key === "j" || key === "k")) return move(key === "j" ? 1 : -1)
  if (rows().length && key === "x") return tick()
  // A key that stands in rows is meant for the row that has the focus, and for no other.
  const row = rowNow()
  const mine = named().filter((element) => element.dataset.key === key)
  const one = (row && mine.find((element) => row.contains(element))) || mine.find((element) => !element.closest("[data-key-item]"))
  if (!one) return false
  if (one.matches("a, button, input[type=checkbox], input[type=radio], summary")) one.click()
  else one.focus()
  if (one.matches("summary") && one.parentElement.open) one.parentElement.querySelector("select, textarea, input:not([type=hidden])")?.focus()
}

if (usable) {
  panel.hidden = false
  // After an act the page comes again, with the next row in its address.
  const there = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (there && there.matches("[data-key-item]")) there.focus()
  panel.querySelector("[data-keys-open]").addEventListener("click", show)
  dialog.querySelector("[data-keys-on]").addEventListener("change", (event) => remember(event.target.checked))
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open) return
    const typed = event.target.closest("textarea, select, [contenteditable], input")
    if (typed && !["checkbox", "radio", "button", "submit"].includes(typed.type)) {
      if (event.key === "Escape") typed.blur()
      return
    }
    if (isOn() && press(event.key) !== false && (event.key.length === 1 || event.key.startsWith("Arrow"))) event.preventDefault()
  })
}
