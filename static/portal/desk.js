// Conveniences of the desk; everything works without them.
// Keys: "/" goes to the search, "j" and "k" to the next and previous row. The preview follows what is being written.

const isTyping = (target) => target.matches('input, textarea, select, [contenteditable]')
const links = () => [...document.querySelectorAll('[data-desk-rows] tbody th a')]

function moveBy (step) {
  const rows = links()
  if (!rows.length) return
  const at = rows.indexOf(document.activeElement)
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)]
  for (const row of document.querySelectorAll('tr.desk-here')) row.classList.remove('desk-here')
  next.closest('tr').classList.add('desk-here')
  next.focus()
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return
  if (event.key === '/') {
    const search = document.querySelector('[data-desk-search]')
    if (search) { event.preventDefault(); search.focus() }
  } else if (event.key === 'j') moveBy(1)
  else if (event.key === 'k') moveBy(-1)
})

for (const hint of document.querySelectorAll('[data-desk-keys]')) hint.hidden = false

/* On a telephone the work comes first: what narrows it opens at a press, unless it narrows already. */
if (window.matchMedia('(max-width: 767px)').matches) {
  for (const fold of document.querySelectorAll('[data-desk-folds]')) fold.open = false
}

/* The preview beside the composer. The latest answer wins; a failed one leaves the preview as it was. */
const PAUSE = 600

function followWriting (form) {
  const view = document.getElementById('desk-live')
  let timer, running
  const refresh = async () => {
    running?.abort()
    running = new AbortController()
    view.setAttribute('aria-busy', 'true')
    try {
      const answer = await fetch(form.dataset.deskLive, { method: 'POST', body: new FormData(form), headers: { 'HX-Request': 'true' }, signal: running.signal })
      if (answer.ok && !answer.redirected) view.innerHTML = await answer.text()
      view.setAttribute('aria-busy', 'false')
    } catch (error) {
      if (error.name !== 'AbortError') view.setAttribute('aria-busy', 'false')
    }
  }
  form.addEventListener('input', (event) => {
    if (!event.target.matches('textarea')) return
    window.clearTimeout(timer)
    timer = window.setTimeout(refresh, PAUSE)
  })
}

for (const form of document.querySelectorAll('[data-desk-live]')) followWriting(form)
