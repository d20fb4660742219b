// Proof of work, in the background (app/allowances/proof.py): app.js loads this when somebody begins to fill in a form
// that has a place for it. There is nothing to see or to solve. Where any of it fails the form is sent without, and the
// server takes it on its narrow way.
const FRESH = 15 * 60 * 1000 // the server takes a solution for 20 minutes
const PATIENCE = 20 * 1000
const SLOW = 700
const FORM = "form[data-challenge]"
const jobs = new WeakMap()

function solve(form) {
  const { challenge, worker } = form.dataset
  return fetch(challenge)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then((asked) => new Promise((resolve, reject) => {
      const helper = new Worker(worker)
      helper.onmessage = ({ data }) => {
        helper.terminate()
        if (data) resolve(btoa(JSON.stringify({ challenge: asked, solution: data })))
        else reject(new Error("not solved"))
      }
      helper.onerror = reject
      helper.postMessage(asked)
    }))
}

function prepare(form) {
  const job = { at: Date.now(), isDone: false }
  job.ready = solve(form).then((proof) => { form.elements.namedItem("proof").value = proof })
    .catch(() => {}).then(() => { job.isDone = true })
  jobs.set(form, job)
  return job
}

function begin(form) {
  const job = jobs.get(form)
  return job && Date.now() - job.at < FRESH ? job : prepare(form)
}

// Sent before it is ready: wait, say so if it takes long, and send it then. A button with a name ("add", "edit") hands
// nothing in; a browser too old to say which button it was, or to press it again, does not wait.
function hold(event) {
  const form = event.target
  const button = event.submitter
  if (!form.matches(FORM) || !button || button.name || !form.requestSubmit) return
  const job = begin(form)
  if (job.isDone) return
  event.preventDefault()
  const status = form.querySelector("[data-slow]")
  const say = setTimeout(() => { status.textContent = status.dataset.slow }, SLOW)
  Promise.race([job.ready, new Promise((resolve) => setTimeout(resolve, PATIENCE))]).then(() => {
    clearTimeout(say)
    status.textContent = ""
    job.isDone = true
    form.requestSubmit(button)
  })
}

function notice(event) {
  const form = event.target.closest?.(FORM)
  if (form) begin(form)
}

document.addEventListener("focusin", notice)
document.addEventListener("input", notice)
document.addEventListener("submit", hold)
// Back from the page after: that solution has been used.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll(FORM)) if (jobs.has(form)) prepare(form)
})
notice({ target: document.activeElement })
