// Small behaviours on top of pages that work without any of this.
import {
  Button, CharacterCount, ErrorSummary, PasswordInput, ServiceNavigation, SkipLink, createAll,
} from "govuk-frontend"

const page = document.body
page.classList.add("js-enabled", "govuk-frontend-supported")

// On a phone the contents list would push the text away, others' comments the form; without this script they stay open.
if (window.matchMedia("(max-width: 61.99em)").matches) {
  for (const list of document.querySelectorAll("details.p-toc, details.p-fold")) list.open = false
}

// A link to a part inside a closed panel (an error, a clause) opens that panel.
function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)))
  let panel = target && target.closest("details")
  if (!panel) return
  for (; panel; panel = panel.parentElement.closest("details")) panel.open = true
  target.scrollIntoView()
}
window.addEventListener("hashchange", openTarget)
openTarget()

// What belongs on paper is printed although its panel is closed.
window.addEventListener("beforeprint", () => {
  for (const panel of document.querySelectorAll("details.p-paper")) panel.open = true
})

// A form with a place for a proof of work gets its script when somebody begins to fill it in: proof.js.
function fetchProof(event) {
  const form = event.target.closest?.("form[data-challenge]")
  if (!form) return
  for (const kind of ["focusin", "input"]) document.removeEventListener(kind, fetchProof)
  const script = document.createElement("script")
  script.type = "module"
  script.src = form.dataset.proof
  document.head.append(script)
}
for (const kind of ["focusin", "input"]) document.addEventListener(kind, fetchProof)

function wire(scope) {
  for (const kind of [Button, CharacterCount, ErrorSummary, PasswordInput, ServiceNavigation, SkipLink]) {
    createAll(kind, undefined, { scope, onError: () => {} })
  }
  for (const button of scope.querySelectorAll("button[data-print]")) {
    button.hidden = false
    button.onclick = () => window.print()
  }
  for (const all of scope.querySelectorAll("input[data-check-all]")) {
    all.closest("[hidden]")?.removeAttribute("hidden")
    all.onchange = () => {
      for (const box of document.querySelectorAll(`input[name="${all.dataset.checkAll}"]`)) box.checked = all.checked
    }
  }
}
wire(document)

// What htmx brings in later needs wiring too; wired elements carry a mark and are left alone.
document.addEventListener("htmx:after:swap", (event) => wire(event.target.closest?.("main") || document))
