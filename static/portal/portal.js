/* Conveniences of the portal. Every page works without this file. */
import { initAll } from '../vendor/govuk-frontend.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

/* The file button of govuk-frontend hides a comma inside its visible words, so that its spoken name no longer contains
   what one reads on it (WCAG 2.5.3). */
for (const comma of document.querySelectorAll('.govuk-file-upload-button > [id$="-comma"]')) comma.remove()

/* A file that is too large is named before it travels. The widget gives data-max-bytes; the server checks again. */
function checkFileSize (input) {
  const wrapper = input.closest('[data-too-large]')
  const limit = Number(input.dataset.maxBytes)
  if (!wrapper || !limit) return
  const tooLarge = Array.from(input.files).find(file => file.size > limit)
  let warning = wrapper.parentElement.querySelector('.portal-file-warning')
  if (!warning) {
    warning = document.createElement('p')
    warning.className = 'govuk-error-message portal-file-warning'
    warning.setAttribute('role', 'alert')
    wrapper.after(warning)
  }
  warning.hidden = !tooLarge
  warning.textContent = tooLarge
    ? wrapper.dataset.tooLarge.replace('{name}', tooLarge.name).replace('{limit}', String(Math.floor(limit / 1048576)))
    : ''
  if (tooLarge) input.value = ''
}

for (const input of document.querySelectorAll('input[type="file"][data-max-bytes]')) {
  input.addEventListener('change', () => checkFileSize(input))
}

/* Says at least two minutes ahead that the session ends, and lets the reader prolong it without losing the form. */
const WARN_BEFORE_SECONDS = 180

function minutesLeft (endsAt) {
  return Math.max(1, Math.ceil((endsAt - Date.now()) / 60000))
}

function watchSession (box) {
  const text = box.querySelector('[data-portal-session-text]')
  const button = box.querySelector('[data-portal-session-renew]')
  const length = Number(box.dataset.secondsLeft) * 1000
  let endsAt = Date.now() + length
  let shown = 0

  function tick () {
    const left = endsAt - Date.now()
    if (left > WARN_BEFORE_SECONDS * 1000) {
      box.hidden = true
      shown = 0
    } else if (left <= 0) {
      box.hidden = false
      button.hidden = true
      text.textContent = box.dataset.ended
      window.clearInterval(timer)
    } else if (shown !== minutesLeft(endsAt)) {
      shown = minutesLeft(endsAt)
      box.hidden = false
      text.textContent = box.dataset.text.replace('{minutes}', String(shown))
    }
  }

  async function renew () {
    const token = box.querySelector('input[name="csrfmiddlewaretoken"]')
    const answer = await fetch(box.dataset.renewUrl, {
      method: 'POST',
      headers: { 'X-CSRFToken': token ? token.value : '' },
      credentials: 'same-origin'
    }).catch(() => null)
    if (answer && answer.ok) {
      endsAt = Date.now() + length
      tick()
    }
  }

  button.hidden = !box.dataset.renewUrl
  button.addEventListener('click', renew)
  const timer = window.setInterval(tick, 5000)
  tick()
}

for (const box of document.querySelectorAll('[data-portal-session]')) watchSession(box)

/* Copies a reference number or payment data. The button appears only where the browser can do it. */
function offerCopy (box) {
  const button = box.querySelector('button')
  const status = box.querySelector('.portal-copy__status')
  if (!navigator.clipboard || !button) return
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(box.querySelector('.portal-copy__text').textContent.trim())
    status.textContent = box.dataset.copied
    window.setTimeout(() => { status.textContent = '' }, 4000)
  })
}

for (const box of document.querySelectorAll('[data-portal-copy]')) offerCopy(box)

/* The print button of documents and lists. */
for (const button of document.querySelectorAll('[data-portal-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}
