/* The service worker of reports: shows a page of its own while there is no connection, and sends what waits on the device
   when the connection is back, also after the page was closed. Keeps no page with anybody's data. */
const SHELL = 'portal-reports-1'
const OFFLINE = '/prijave/bez-veze/'

self.addEventListener('install', event => {
  event.waitUntil(caches.open(SHELL).then(shell => shell.add(OFFLINE)).then(() => self.skipWaiting()))
})

self.addEventListener('activate', event => {
  event.waitUntil(
    caches.keys()
      .then(names => Promise.all(names.filter(name => name !== SHELL).map(name => caches.delete(name))))
      .then(() => self.clients.claim())
  )
})

self.addEventListener('fetch', event => {
  if (event.request.mode !== 'navigate' || event.request.method !== 'GET') return
  event.respondWith(fetch(event.request).catch(() => caches.match(OFFLINE)))
})

function store () {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('portal-reports', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('pages', { keyPath: 'url' })
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
}

function asked (request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/* A page that is open sends by itself and shows the answer; without one the worker sends. What the portal did not take is
   kept for the page, which shows why. */
async function sendWaiting () {
  const windows = await self.clients.matchAll({ type: 'window' })
  if (windows.length) return
  const database = await store()
  for (const page of await asked(database.transaction('pages').objectStore('pages').getAll())) {
    const body = new FormData()
    for (const [name, value] of page.fields) body.append(name, value)
    const answer = await fetch(page.url, { method: 'POST', body, credentials: 'same-origin' })
    if (!answer.redirected) continue
    await asked(database.transaction('pages', 'readwrite').objectStore('pages').delete(page.url))
  }
}

self.addEventListener('sync', event => {
  if (event.tag === 'reports') event.waitUntil(sendWaiting())
})
