/* Filing a report: the own position at a press, and pages that wait on the device while there is no connection.
   Every page works without this file. */

/* -- Position ------------------------------------------------------------------------------------------------------ */
function offerPosition (form) {
  const button = form.querySelector('[data-report-gps]')
  const status = form.querySelector('[data-report-gps-status]')
  const field = form.querySelector('[name="position"]')
  if (!button || !field || !('geolocation' in navigator)) return
  button.hidden = false
  button.addEventListener('click', () => {
    status.textContent = status.dataset.asking
    navigator.geolocation.getCurrentPosition(
      found => {
        field.value = `${found.coords.latitude.toFixed(6)} ${found.coords.longitude.toFixed(6)}`
        status.textContent = status.dataset.found
        field.dispatchEvent(new Event('change'))
      },
      () => { status.textContent = status.dataset.refused },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 }
    )
  })
}

function offerPositions () {
  for (const form of document.querySelectorAll('[data-report-place]')) offerPosition(form)
}

offerPositions()
document.addEventListener('report:shown', offerPositions)

/* -- Pages that wait for a connection ------------------------------------------------------------------------------ */
const banner = document.querySelector('[data-report-queue]')

function say (state) {
  if (!banner) return
  banner.hidden = state === ''
  if (state) banner.querySelector('[data-report-queue-text]').textContent = banner.dataset[state]
}

function store () {
  return new Promise((resolve, reject) => {
    const opening = window.indexedDB.open('portal-reports', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('pages', { keyPath: 'url' })
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
}

async function inStore (mode, work) {
  const database = await store()
  return new Promise((resolve, reject) => {
    const asked = work(database.transaction('pages', mode).objectStore('pages'))
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
}

const keep = page => inStore('readwrite', pages => pages.put(page))
const forget = url => inStore('readwrite', pages => pages.delete(url))
const kept = () => inStore('readonly', pages => pages.getAll())

function bodyOf (page) {
  const body = new FormData()
  for (const [name, value] of page.fields) body.append(name, value)
  return body
}

/* Sends a page; the answer of the portal is shown as if the form had been sent by the browser. */
async function send (page) {
  const answer = await fetch(page.url, { method: 'POST', body: bodyOf(page), credentials: 'same-origin' })
  if (answer.status >= 500) { // the portal could not take it now: it goes on waiting
    await keep(page)
    return say('failed')
  }
  await forget(page.url)
  if (answer.redirected) {
    say('sent')
    window.location.assign(answer.url)
  } else if (answer.ok || answer.status === 429) {
    const shown = new DOMParser().parseFromString(await answer.text(), 'text/html')
    document.title = shown.title
    document.querySelector('main').replaceWith(shown.querySelector('main'))
    watchForms()
    document.dispatchEvent(new Event('report:shown'))
    window.scrollTo(0, 0)
  } else {
    say('failed')
  }
}

async function sendOrKeep (page) {
  try {
    await send(page)
  } catch {
    await keep(page)
    say('waiting')
    const worker = await navigator.serviceWorker?.ready.catch(() => null)
    worker?.sync?.register('reports').catch(() => {})
  }
}

function watchForms () {
  for (const form of document.querySelectorAll('[data-report-form]')) {
    form.addEventListener('submit', event => {
      if (navigator.onLine || !window.indexedDB || event.submitter?.name === 'language') return
      event.preventDefault()
      const data = new FormData(form)
      if (event.submitter?.name) data.append(event.submitter.name, event.submitter.value)
      sendOrKeep({ url: form.action, fields: Array.from(data.entries()) })
    })
  }
}

async function sendKept () {
  const waiting = await kept().catch(() => [])
  if (!waiting.length) return say('')
  say('sending')
  for (const page of waiting) await sendOrKeep(page)
}

watchForms()
window.addEventListener('online', sendKept)
if (window.indexedDB) kept().then(waiting => { if (waiting.length) navigator.onLine ? sendKept() : say('waiting') }).catch(() => {})
if ('serviceWorker' in navigator) navigator.serviceWorker.register('/prijave/radnik.js', { scope: '/prijave/' }).catch(() => {})
