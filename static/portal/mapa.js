/* What every sliding map shares: the ground, the words of the page, and signs that a screen reader can name.
   Leaflet is a classic script that stands before this module. Without either the page keeps what the server drew. */
export const L = window.L
export const MILLION = 1000000

export const animated = !window.matchMedia('(prefers-reduced-motion: reduce)').matches
const SVG = 'http://www.w3.org/2000/svg'
const SEATS_FROM = 9
const SEATS_UNTIL = 11
const RINGS_KM = [0.5, 1, 2, 5, 10, 20]
const KM_PER_DEGREE = 111.19
const CORNERS = 120
const LEAST_RING = 60
const CROSS_ROOM = [10, 10]
const NAME_ROOM = [72, 30]

/* What the page tells: see inspections/sliding.py. */
export function told () {
  return JSON.parse(document.getElementById('map-settings').textContent)
}

export function corners ([south, west, north, east]) {
  return [[south / MILLION, west / MILLION], [north / MILLION, east / MILLION]]
}

/* An icon made of elements, with the name that a screen reader says. */
const NamedIcon = L?.DivIcon.extend({
  createIcon (old) {
    const box = L.DivIcon.prototype.createIcon.call(this, old)
    if (this.options.label) box.setAttribute('aria-label', this.options.label)
    return box
  }
})

export function namedIcon (element, label, size, className) {
  return new NamedIcon({ html: element, label, iconSize: [size, size], className })
}

export function drawn (name, attributes) {
  const shape = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value)
  return shape
}

/* -- The map ------------------------------------------------------------------------------------------------------- */
export function slide (box, { words, tiles, base, seat, box: rectangle }) {
  const map = L.map(box, {
    maxZoom: 19, minZoom: 6, zoomControl: false, attributionControl: false, scrollWheelZoom: false,
    zoomSnap: tiles ? 1 : 0.25, zoomAnimation: animated, fadeAnimation: animated, markerZoomAnimation: animated, inertia: animated
  })
  map.fitBounds(corners(rectangle), { animate: false })
  L.control.zoom({ zoomInText: '', zoomOutText: '', zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map)
  L.control.scale({ imperial: false }).addTo(map)
  // The wheel scrolls the page until the map was chosen.
  map.on('focus', () => map.scrollWheelZoom.enable())
  map.on('blur', () => map.scrollWheelZoom.disable())
  for (const name of ['ground', 'names']) map.createPane(name).setAttribute('aria-hidden', 'true')
  if (tiles) lay(map, tiles)
  else draw(map, base, seat, words)
  keepInSight(map, cross(seat), CROSS_ROOM)
  return map
}

function lay (map, tiles) {
  const credit = document.createElement('span')
  credit.textContent = tiles.attribution
  L.control.attribution({ prefix: false }).addTo(map)
  L.tileLayer(tiles.url, { maxZoom: 19, attribution: credit.innerHTML, pane: 'ground' }).addTo(map)
}

function cross (seat) {
  const sign = drawn('svg', { viewBox: '-9 -9 18 18', width: 18, height: 18 })
  sign.append(drawn('path', { class: 'slide-map__seat', d: 'M-7 0h14M0 -7v14' }))
  return still(seat, sign, 'slide-map__cross')
}

/* Something on the ground that nobody can choose. */
function still (place, element, className) {
  const icon = L.divIcon({ html: element, className, iconSize: null })
  return L.marker(place, { icon, pane: 'names', interactive: false, keyboard: false })
}

function named (place, text, kind) {
  const label = document.createElement('span')
  label.dataset.name = text
  return still(place, label, `slide-map__name slide-map__name--${kind}`)
}

/* On the map while there is room for it around its place (pixels) and `fits` says so of the zoom. Nothing hangs over the
   edge, onto the words beside the map. */
function keepInSight (map, marker, [wide, high], fits = () => true) {
  const settle = () => {
    const { x, y } = map.latLngToContainerPoint(marker.getLatLng())
    const size = map.getSize()
    const seen = x >= wide && x <= size.x - wide && y >= high && y <= size.y - high
    if (seen && fits(map.getZoom())) map.addLayer(marker)
    else map.removeLayer(marker)
  }
  map.on('moveend resize', settle)
  settle()
}

/* Without tiles: how far it is from the seat, where the neighbours are, and which district this is. */
async function draw (map, base, seat, words) {
  const renderer = L.svg({ pane: 'ground', padding: 0 })
  for (const kilometres of RINGS_KM) {
    L.polyline(ring(seat, kilometres), { renderer, interactive: false, className: 'slide-map__ring' }).addTo(map)
    nameRing(map, seat, kilometres, words)
  }
  const answer = await fetch(base).catch(() => null)
  if (answer?.ok) nameGround(map, (await answer.json()).features)
}

/* As a line, which is cut at the edge of the map; a circle of the library reaches far beyond it. */
function ring ([latitude, longitude], kilometres) {
  const high = kilometres / KM_PER_DEGREE
  const wide = high / Math.cos(latitude * Math.PI / 180)
  return Array.from({ length: CORNERS + 1 }, (_, corner) => {
    const angle = corner / CORNERS * 2 * Math.PI
    return [latitude + high * Math.cos(angle), longitude + wide * Math.sin(angle)]
  })
}

/* At the north of the ring, unless it would stand on the name of the next one. */
function nameRing (map, seat, kilometres, words) {
  const north = L.latLng(seat[0] + kilometres / KM_PER_DEGREE, seat[1])
  const number = kilometres.toLocaleString(document.documentElement.lang)
  const isWide = zoom => map.project(seat, zoom).distanceTo(map.project(north, zoom)) > LEAST_RING
  keepInSight(map, named(north, words.ring.replace('%(number)s', number), 'ring'), NAME_ROOM, isWide)
}

/* Districts from afar, then seats; nearer than that names would only hide reports. */
function nameGround (map, features) {
  const fits = {
    district: zoom => zoom < SEATS_FROM,
    seat: zoom => zoom >= SEATS_FROM && zoom < SEATS_UNTIL
  }
  for (const { geometry, properties } of features) {
    const place = L.latLng(geometry.coordinates[1], geometry.coordinates[0])
    keepInSight(map, named(place, properties.name, properties.kind), NAME_ROOM, fits[properties.kind])
  }
}
