/* The sliding map beside a list of reports: takes the place of the drawn map, and the list follows it. */
import { L, MILLION, animated, corners, drawn, namedIcon, slide, told } from './mapa.js'

const PAUSE = 300
const frame = document.querySelector('[data-map]')

function start () {
  const page = told()
  const status = frame.querySelector('[data-map-status]')
  const signs = new Map(page.signs.map((sign, order) => [sign.slug, { ...sign, order }]))
  frame.hidden = false
  const map = slide(frame.querySelector('[data-map-view]'), page)
  const cells = L.layerGroup().addTo(map)
  const points = L.markerClusterGroup({
    showCoverageOnHover: false, animate: animated, iconCreateFunction: clusterIcon
  }).addTo(map)

  /* -- Signs ------------------------------------------------------------------------------------------------------- */
  function signIcon (slug, number, label) {
    const size = number > 99 ? 56 : number > 9 ? 50 : number > 1 ? 44 : 34
    const { points } = signs.get(slug)
    const svg = drawn('svg', { viewBox: '-10 -10 20 20', class: `${page.look}-sign ${page.look}-sign--${slug}`, 'aria-hidden': 'true' })
    svg.append(points ? drawn('polygon', { points }) : drawn('circle', { r: 8 }))
    const box = document.createElement('span')
    box.append(svg)
    if (number > 1) {
      const text = document.createElement('b')
      text.dataset.number = String(number)
      box.append(text)
    }
    return namedIcon(box, label, size, 'slide-map__mark')
  }

  /* Looks as a cell of the server does: the sign that asks for attention first, and how many there are of each. */
  function clusterIcon (cluster) {
    const counted = new Map()
    for (const { options } of cluster.getAllChildMarkers()) counted.set(options.sign, (counted.get(options.sign) || 0) + 1)
    const present = [...counted.keys()].sort((one, other) => signs.get(one).order - signs.get(other).order)
    const parts = present.map(slug => `${signs.get(slug).label} ${counted.get(slug)}`)
    const number = cluster.getChildCount()
    return signIcon(present[0], number, `${number}: ${parts.join(', ')}`)
  }

  function mark ({ geometry, properties }) {
    const { number, sign, label, url, okvir } = properties
    const place = L.latLng(geometry.coordinates[1], geometry.coordinates[0])
    const marker = L.marker(okvir ? inside(place) : place, {
      icon: signIcon(sign, number, label), title: label, sign, autoPanOnFocus: false
    })
    const go = okvir
      ? () => { map.getContainer().focus(); map.fitBounds(corners(okvir.split(',').map(Number))) }
      : () => window.location.assign(url)
    marker.on('click', go)
    marker.on('keypress', event => { if (event.originalEvent.key === 'Enter') go() })
    if (url) marker.on('add', () => marker.getElement()?.setAttribute('role', 'link'))
    return marker
  }

  /* The middle of a cell on the edge may lie outside of what is seen. */
  function inside (place) {
    const seen = map.getBounds().pad(-0.04)
    const between = (value, least, most) => Math.min(Math.max(value, least), most)
    return [between(place.lat, seen.getSouth(), seen.getNorth()), between(place.lng, seen.getWest(), seen.getEast())]
  }

  /* -- What the map shows ------------------------------------------------------------------------------------------ */
  function rectangle () {
    const seen = map.getBounds()
    return [seen.getSouth(), seen.getWest(), seen.getNorth(), seen.getEast()].map(part => Math.round(part * MILLION)).join(',')
  }

  function within (address) {
    const url = new URL(address, window.location.href)
    url.searchParams.set('okvir', rectangle())
    return url
  }

  let asking
  /* The latest question wins. Nothing is said of one that was given up. */
  async function follow (withList) {
    asking?.abort()
    asking = new AbortController()
    const { signal } = asking
    try {
      const answer = await fetch(within(page.marks), { signal })
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status))
      show(await answer.json())
      if (withList) await followWithList(signal)
    } catch (error) {
      if (error.name !== 'AbortError') status.textContent = page.words.failed
    }
  }

  function show (found) {
    const held = map.getPane('markerPane').contains(document.activeElement)
    cells.clearLayers()
    points.clearLayers()
    const marks = found.features.map(mark)
    if (found.kind === 'points') points.addLayers(marks)
    else marks.forEach(one => one.addTo(cells))
    if (held) map.getContainer().focus()
    status.textContent = found.told
  }

  async function followWithList (signal) {
    const address = within(page.page)
    const answer = await fetch(address, { signal })
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status))
    const shown = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const chosen = new Set([...document.querySelectorAll('[data-map-follows] input:checked')].map(box => box.value))
    for (const part of document.querySelectorAll('[data-map-follows]')) {
      const fresh = shown.querySelector(`[data-map-follows="${part.dataset.mapFollows}"]`)
      if (fresh) part.replaceChildren(...fresh.childNodes)
    }
    for (const box of document.querySelectorAll('[data-map-follows] input[type="checkbox"]')) box.checked = chosen.has(box.value)
    window.history.replaceState(null, '', address)
  }

  /* -- Moving ------------------------------------------------------------------------------------------------------ */
  let moved = false
  let timer
  map.on('movestart', () => { moved = true })
  map.on('moveend', () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => { follow(moved); moved = false }, PAUSE)
  })
  follow(false)
  return map
}

/* The drawn map gives its place to the sliding one, and gets it back at a press. */
function offerDrawing (map) {
  const drawing = document.querySelector('[data-map-drawing]')
  const choice = frame.parentElement.querySelector('[data-map-switch]')
  drawing.hidden = true
  choice.hidden = false
  choice.addEventListener('click', () => {
    drawing.hidden = !drawing.hidden
    frame.hidden = !drawing.hidden
    choice.textContent = drawing.hidden ? choice.dataset.drawing : choice.dataset.sliding
    if (!frame.hidden) map.invalidateSize()
  })
}

if (frame && L) offerDrawing(start())
