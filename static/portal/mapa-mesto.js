/* Choosing a place on a sliding map: by a press, by moving the sign, or from the keyboard. What is chosen is written into
   the field of the form, where it can also be typed; the sign follows what is typed. */
import { L, drawn, namedIcon, slide, told } from './mapa.js'

const NEAR = 16
const STEP = 10
const ARROWS = { ArrowUp: [0, -STEP], ArrowDown: [0, STEP], ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0] }

function pinIcon (label) {
  const svg = drawn('svg', { viewBox: '0 0 32 44', width: 32, height: 44, 'aria-hidden': 'true' })
  svg.append(
    drawn('path', { class: 'slide-map__pin', d: 'M16 43C7 29 2 22 2 15a14 14 0 0 1 28 0c0 7-5 14-14 28z' }),
    drawn('circle', { class: 'slide-map__eye', cx: 16, cy: 15, r: 5 })
  )
  const icon = namedIcon(svg, label, 44, 'slide-map__mark')
  icon.options.iconAnchor = [22, 44]
  return icon
}

/* Two decimal numbers, with comma or full stop, as the server reads them. */
function placeIn (text) {
  const parts = text.trim().replaceAll(';', ' ').split(/\s+/)
  const numbers = (parts.length === 1 ? text.trim().split(',') : parts.map(part => part.replace(/,$/, '').replace(',', '.'))).map(Number)
  return numbers.length === 2 && numbers.every(Number.isFinite) && text.trim() ? L.latLng(numbers) : null
}

function offerMap (frame) {
  const page = told()
  const field = frame.closest('form').querySelector('[name="position"]')
  const view = frame.querySelector('[data-map-view]')
  const status = frame.querySelector('[data-map-status]')
  frame.hidden = false
  const map = slide(view, page)
  const pin = L.marker(map.getCenter(), { icon: pinIcon(page.words.pin), title: page.words.pin, draggable: true, autoPanOnFocus: false })

  function put (place) {
    pin.setLatLng(place).addTo(map)
  }

  function choose (place) {
    put(place)
    field.value = `${place.lat.toFixed(6)} ${place.lng.toFixed(6)}`
    status.textContent = page.words.chosen.replace('%(place)s', field.value)
  }

  function readField () {
    const place = placeIn(field.value)
    if (!place) return pin.remove()
    put(place)
    map.setView(place, Math.max(map.getZoom(), NEAR), { animate: false })
  }

  function moveBy (event) {
    const step = ARROWS[event.key]
    if (!step) return
    event.preventDefault()
    event.stopPropagation()
    choose(map.containerPointToLatLng(map.latLngToContainerPoint(pin.getLatLng()).add(step)))
  }

  map.on('click', event => choose(event.latlng))
  pin.on('dragend', () => choose(pin.getLatLng()))
  pin.on('add', () => pin.getElement().addEventListener('keydown', moveBy))
  frame.querySelector('[data-map-middle]').addEventListener('click', () => choose(map.getCenter()))
  view.addEventListener('keydown', event => {
    if (event.target === view && event.key === 'Enter') {
      event.preventDefault()
      choose(map.getCenter())
    }
  })
  field.addEventListener('change', readField)
  if (field.value) readField()
}

function offerAll () {
  for (const frame of document.querySelectorAll('[data-map-pin][hidden]')) offerMap(frame)
}

if (L) {
  offerAll()
  document.addEventListener('report:shown', offerAll)
}
