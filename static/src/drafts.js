// What an officer types is kept on the server while he types, and when he leaves the page. The button does it too.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const status = form.querySelector("[data-draft-status]")
  let waiting = 0, sent = "", leaving = false
  const content = () => {
    const data = new URLSearchParams(new FormData(form))
    data.set("is_quiet", "1")
    return data
  }
  const before = String(content())
  async function keep(stays) {
    clearTimeout(waiting)
    waiting = 0
    const body = content()
    if (leaving || String(body) === (sent || before)) return
    sent = String(body)
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, redirect: "manual", keepalive: !stays })
      const kept = answer.type === "opaqueredirect" || answer.ok
      if (!kept) sent = ""
      if (status) status.textContent = kept ? status.dataset.kept : status.dataset.lost
    } catch {
      sent = ""
      if (status) status.textContent = status.dataset.lost
    }
  }
  form.addEventListener("input", () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => keep(true), 1500)
  })
  // An answer that is being sent needs no draft; one written after it would come too late.
  form.addEventListener("submit", () => { leaving = true; clearTimeout(waiting) })
  window.addEventListener("pageshow", () => { leaving = false })
  window.addEventListener("pagehide", () => { if (waiting) keep(false) })
  document.addEventListener("visibilitychange", () => { if (document.hidden && waiting) keep(false) })
}
