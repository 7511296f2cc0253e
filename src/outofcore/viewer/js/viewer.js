// The viewer in the browser: Leaflet pans and zooms, one canvas is drawn, the kernel is asked.
//
// There is no address to fetch from: all comes over the widget's own connection, as raw numbers.

import 'leaflet/src/layer/Layer.js';
import {Map as LeafletMap} from 'leaflet/src/map/index.js';
import 'leaflet/src/control/Control.Zoom.js';
import {Simple} from 'leaflet/src/geo/crs/CRS.Simple.js';

import {axisSlider, channelRow, element, formatBytes, formatNumber, planeChoice} from './controls.js';
import {levelFor, roundLength, stepFor, tilesIn} from './levels.js';
import {Painter, valueOf} from './paint.js';
import {Tiles} from './tiles.js';

const FINEST = 5; // powers of two: 32 screen pixels per pixel
const BAR = 120; // pixels that the scale bar may be long
const EMPTY = '#37424d'; // where there is no number, or none yet: unlike any grey
const GRID = 5; // pixels between lines of the grid, below which it is not drawn

class View {
  constructor(model, root) {
    this.model = model;
    this.about = model.get('about');
    this.position = {...model.get('position')};
    this.stale = null; // the position that was drawn whole the last time
    this.counts = null;
    this.tiles = new Tiles((message) => model.send(message));
    this.painter = new Painter(this.about.coding, this.about.coding.kind === 'labels');
    this.build(root);
    this.listen();
  }

  get plane() {
    return this.about.planes[this.model.get('plane')];
  }

  // ---- what is on the page

  build(root) {
    this.box = element('div', {className: 'ooc-map'});
    this.canvas = element('canvas', {className: 'ooc-canvas'});
    this.bar = element('div', {className: 'ooc-bar'}, element('span'));
    this.alert = element('div', {className: 'ooc-alert', hidden: true});
    this.alert.setAttribute('role', 'alert');
    this.status = element('div', {className: 'ooc-status'});
    this.pointer = element('span', {className: 'ooc-pointer'});
    this.controls = element('div', {className: 'ooc-controls'});
    const frame = element('div', {className: 'ooc-frame'}, this.box, this.bar, this.alert);
    this.root = element('div', {className: 'ooc-viewer'}, frame, this.status, this.controls);
    this.box.setAttribute('data-lm-suppress-shortcuts', 'true'); // arrow keys are ours
    this.box.style.height = `${this.model.get('height')}px`;
    this.box.setAttribute('role', 'application');
    this.box.setAttribute('aria-label',
      `${this.about.name}: drag or use the arrow keys to pan, + and - to zoom; the wheel zooms once ` +
      'the picture has the focus');
    root.append(this.root);
    this.map = new LeafletMap(this.box, {
      crs: Simple, zoomSnap: 0, zoomDelta: 1, wheelPxPerZoomLevel: 100, zoomAnimation: false,
      fadeAnimation: false, scrollWheelZoom: false, attributionControl: false,
      minZoom: -40, maxZoom: FINEST,
    });
    this.box.prepend(this.canvas); // behind Leaflet's panes, and never moved by them
    this.buildControls();
  }

  buildControls() {
    const {model, about, plane} = this;
    const rows = [];
    if (Object.keys(about.planes).length > 1)
      rows.push(planeChoice(about.planes, model.get('plane'), (name) => this.turn(name)));
    for (const axis of about.axes) {
      const hidden = axis.letter !== plane.rows && axis.letter !== plane.columns;
      if (!hidden || axis.letter === 'c' || axis.length < 2) continue;
      rows.push(axisSlider(axis, this.position[axis.letter] ?? 0,
        (at) => { this.position = {...this.position, [axis.letter]: at}; this.plan(); },
        () => this.set({position: this.position})));
    }
    const channels = model.get('channels');
    channels.forEach((channel, number) => rows.push(channelRow(channel, number, this.limits(channel), {
      labels: about.coding.kind === 'labels',
      change: (changes) => this.changeChannel(number, changes),
      settle: () => model.save_changes(), // once the hand has left the slider
      auto: () => model.send({kind: 'contrast', channel: number, plane: model.get('plane'),
        position: this.position}),
    })));
    const grid = element('input', {type: 'checkbox', checked: model.get('grid'), name: 'grid',
      onchange: () => this.set({grid: grid.checked})});
    rows.push(element('div', {className: 'ooc-row'},
      element('label', {}, grid, ` grid of ${plane.levels[0].word}`),
      element('button', {type: 'button', onclick: () => this.fit()}, 'Show all'),
      this.pointer));
    if (about.note) rows.push(element('div', {className: 'ooc-row ooc-cost'}, about.note));
    const focused = this.controls.contains(document.activeElement) ? document.activeElement.name : '';
    this.controls.replaceChildren(...rows);
    if (focused) this.controls.querySelector(`[name="${focused}"]`)?.focus();
  }

  // Return how far the contrast sliders go, and their step: three times the first contrast.
  limits(channel) {
    const {coding} = this.about;
    this.reach ??= new Map();
    if (!this.reach.has(channel.name)) {
      const span = channel.high - channel.low;
      const low = Math.max(coding.low, Math.min(0, channel.low - span));
      const high = Math.min(coding.high, channel.high + 2 * span);
      const whole = coding.kind !== 'window' && span > 50;
      this.reach.set(channel.name, [low, high, whole ? 1 : (high - low) / 1000]);
    }
    return this.reach.get(channel.name);
  }

  // ---- what changes

  listen() {
    const {model, map} = this;
    this.handlers = {
      'msg:custom': (message, buffers) => this.receive(message, buffers),
      'change:plane': () => { this.buildControls(); this.fit(); },
      'change:position': () => {
        this.position = {...model.get('position')};
        this.buildControls();
        this.plan();
      },
      'change:channels': () => { if (!this.own) this.buildControls(); this.plan(); },
      'change:grid': () => { this.buildControls(); this.plan(); },
      'change:height': () => {
        this.box.style.height = `${model.get('height')}px`;
        map.invalidateSize({animate: false});
      },
      'change:level': () => {
        if (model.get('level') === this.drawn?.level) return;
        const scale = this.plane.levels[model.get('level')].scale;
        map.setZoom(-Math.log2(Math.max(...scale)), {animate: false});
      },
      'change:centre change:zoom': () => this.goTo(),
    };
    for (const [event, handler] of Object.entries(this.handlers)) model.on(event, handler);
    map.on('move zoom resize', () => this.plan());
    map.on('moveend zoomend', () => this.report());
    map.on('focus', () => map.scrollWheelZoom.enable());
    map.on('blur', () => map.scrollWheelZoom.disable());
    map.on('mousemove', (event) => this.point(event.containerPoint));
    this.observer = new ResizeObserver(() => {
      this.visible = this.box.clientWidth > 0; // asked here: in a frame it would lay the page out
      if (!this.visible) return;
      map.invalidateSize({animate: false});
      if (!this.placed) this.start();
    });
    this.observer.observe(this.box);
  }

  set(values) {
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.model.save_changes();
  }

  // Show another plane, through the point that is in the middle now.
  turn(name) {
    const {rows, columns} = this.plane, {centre} = this.place();
    const position = {...this.position};
    [rows, columns].forEach((letter, n) => {
      const {length} = this.about.axes.find((axis) => axis.letter === letter);
      position[letter] = Math.min(Math.max(Math.floor(centre[n]), 0), length - 1);
    });
    this.set({position, plane: name});
  }

  changeChannel(number, changes) {
    const channels = this.model.get('channels').map((one, n) => (n === number ? {...one, ...changes} : one));
    this.own = true; // the controls show it already
    this.model.set('channels', channels);
    this.own = false;
  }

  receive(message, buffers) {
    if (message.kind === 'counts') {
      this.counts = message.counts;
      this.plan();
    } else if (message.kind === 'contrast') {
      const {channel, low, high} = message;
      this.reach?.delete(this.model.get('channels')[channel].name);
      const channels = this.model.get('channels').map((one, n) => (n === channel ? {...one, low, high} : one));
      this.set({channels});
    } else if (message.kind === 'error') {
      const general = message.id === null || message.id.startsWith('contrast');
      if (this.tiles.fail(message)) this.plan();
      else if (general) this.complain(message.message);
    } else if (message.kind === 'tiles') {
      message.tiles.forEach((tile, n) => this.tiles.receive(tile, buffers[n]));
      this.counts = message.counts ?? this.counts;
      this.plan();
    }
  }

  complain(words) {
    const again = element('button', {type: 'button', onclick: () => {
      this.alert.hidden = true;
      this.tiles.retry();
      this.plan();
    }}, 'Try again');
    this.alert.replaceChildren(`${words} `, again);
    this.alert.hidden = false;
  }

  // ---- where we are: units of the picture are pixels of the full resolution, the shorter side 1

  start() {
    this.placed = true;
    this.fit();
    this.goTo(); // where the notebook or another view says
  }

  // Return the extent of the picture in its units, [down, across].
  extent() {
    const {shape, scale} = this.plane.levels[0];
    return [shape[0] * scale[0], shape[1] * scale[1]];
  }

  // Show all of it, or as much as may be shown.
  fit() {
    const [down, across] = this.extent(), size = this.map.getSize();
    const whole = Math.log2(Math.min(size.y / down, size.x / across, 2 ** FINEST));
    const {levels, most_step: most} = this.plane;
    const last = Math.max(...levels.at(-1).scale) * most;
    const least = Math.log2(0.4 / last); // below, one tile would have to take more than it may
    const side = Math.max(...levels.at(-1).shape) > this.about.tile * most;
    this.ends = side && least > whole;
    this.map.setMinZoom(this.ends ? least : Math.min(whole - 1, 0));
    this.map.setView([-down / 2, across / 2], this.ends ? Math.max(whole, least) : whole, {animate: false});
    this.plan();
  }

  goTo() {
    const centre = this.model.get('centre'), zoom = this.model.get('zoom');
    if (!this.placed || zoom === null || centre.length !== 2) return;
    const {scale} = this.plane.levels[0], now = this.place();
    if (Math.abs(now.zoom - zoom) < 1e-6 && centre.every((at, n) => Math.abs(at - now.centre[n]) < 0.01)) return;
    this.map.setView([-centre[0] * scale[0], centre[1] * scale[1]], zoom, {animate: false});
    this.plan();
  }

  place() {
    const {lat, lng} = this.map.getCenter(), {scale} = this.plane.levels[0];
    return {centre: [-lat / scale[0], lng / scale[1]], zoom: this.map.getZoom()};
  }

  // Tell the notebook where we are, once it stands still.
  report() {
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => {
      if (this.drawn) this.set({...this.place(), level: this.drawn.level});
    }, 150);
  }

  // ---- drawing

  plan() {
    if (this.frame || !this.placed) return;
    this.frame = requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }

  draw() {
    if (!this.visible) return;
    const {map, plane, about} = this, size = map.getSize();
    const zoom = map.getZoom(), screen = 2 ** zoom, origin = map.getPixelBounds().min;
    const level = levelFor(plane.levels.map((one) => one.scale), screen, about.sharp);
    const {shape, scale} = plane.levels[level];
    const isLast = level === plane.levels.length - 1;
    const step = isLast ? stepFor(scale, screen, plane.most_step, about.sharp) : 1;
    const changed = this.drawn?.level !== level;
    this.drawn = {level, step, screen, origin};

    const view = [0, 1].flatMap((end) => ['y', 'x'].map((axis, n) =>
      (origin[axis] + end * size[axis]) / screen / scale[n]));
    const at = this.placeKey();
    const channels = this.model.get('channels');
    const wanted = [];
    for (const {row, column} of tilesIn(view, shape, about.tile * step)) {
      const tile = {plane: this.model.get('plane'), position: this.position, level, step, row, column};
      const key = `${at}/${level}/${step}/${row}/${column}`;
      channels.forEach((one, channel) => { if (one.shown) wanted.push({key, tile, channel}); });
    }
    this.tiles.want(wanted);
    this.painter.use(channels);
    this.paint(size, at);
    if (!this.tiles.pending.size) this.stale = at;
    const words = wanted.map(({key, channel}) => this.tiles.failed.get(`${this.tiles.prefix}/${key}/${channel}`));
    const failed = words.find(Boolean);
    if (failed && failed !== this.complained) this.complain(failed);
    else if (!failed && this.complained) this.alert.hidden = true;
    this.complained = failed;
    this.drawBar(screen);
    this.say(wanted.length);
    if (changed) this.report();
  }

  placeKey() {
    const {rows, columns} = this.plane;
    const others = Object.entries(this.position).filter(([axis]) => axis !== rows && axis !== columns);
    return `${this.model.get('plane')}:${others.map(([axis, n]) => axis + n).join(',')}`;
  }

  paint(size, at) {
    const ratio = window.devicePixelRatio || 1, {canvas} = this;
    const width = Math.round(size.x * ratio), height = Math.round(size.y * ratio);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, {width, height});
    const context = canvas.getContext('2d');
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    const {screen, origin, level, step} = this.drawn;
    const x = (units) => Math.round((units * screen - origin.x) * ratio);
    const y = (units) => Math.round((units * screen - origin.y) * ratio);
    const [down, across] = this.extent();
    context.save();
    context.beginPath();
    context.rect(x(0), y(0), x(across) - x(0), y(down) - y(0));
    context.clip();
    context.fillStyle = EMPTY;
    context.fill();
    // what was there before lies below until what is wanted has come; then coarse, fine, wanted
    const order = (entry, key) => (key.startsWith(`${at}/`)
      ? (entry.tile.level === level && entry.tile.step === step ? 1e6 : -entry.tile.level - entry.tile.step)
      : -1e6);
    const now = performance.now();
    const entries = [...this.tiles.kept]
      .filter(([key]) => key.startsWith(`${at}/`) || (this.stale && key.startsWith(`${this.stale}/`)))
      .sort((a, b) => order(a[1], a[0]) - order(b[1], b[0]));
    for (const [, entry] of entries) {
      const {tile} = entry, {scale} = this.plane.levels[tile.level];
      const side = this.about.tile * tile.step;
      const top = y(tile.row * side * scale[0]), left = x(tile.column * side * scale[1]);
      const bottom = y((tile.row * side + entry.rows * tile.step) * scale[0]);
      const right = x((tile.column * side + entry.columns * tile.step) * scale[1]);
      if (bottom <= 0 || right <= 0 || top >= height || left >= width) continue;
      context.imageSmoothingEnabled = Math.max(...scale) * screen * ratio * tile.step < 1;
      context.drawImage(this.painter.canvas(entry), left, top, right - left, bottom - top);
      for (const {asked, kernel} of entry.fresh.splice(0))
        this.root.dispatchEvent(new CustomEvent('tile', {detail: {ms: now - asked, kernel}}));
    }
    if (this.model.get('grid')) this.drawGrid(context, x, y, ratio, {width, height});
    context.restore();
  }

  drawGrid(context, x, y, ratio, {width, height}) {
    const {shape, scale, cells} = this.plane.levels[this.drawn.level];
    context.beginPath();
    const lines = (n, to, end, line) => {
      const step = cells[n] * scale[n];
      if (step * this.drawn.screen < GRID) return;
      for (let i = 0; i * cells[n] <= shape[n]; i++) {
        const at = to(Math.min(i * step, shape[n] * scale[n]));
        if (at >= -1 && at <= end) line(at + 0.5);
      }
    };
    lines(1, x, width, (at) => { context.moveTo(at, 0); context.lineTo(at, height); });
    lines(0, y, height, (at) => { context.moveTo(0, at); context.lineTo(width, at); });
    context.lineWidth = 3 * ratio; // a dark line under a bright one: seen on any picture
    context.strokeStyle = 'rgb(0 0 0 / 45%)';
    context.stroke();
    context.lineWidth = ratio;
    context.strokeStyle = 'rgb(255 214 0 / 90%)';
    context.stroke();
  }

  drawBar(screen) {
    const {unit, unit_length: length, levels} = this.plane;
    const perPixel = unit ? length / screen : 1 / screen / levels[0].scale[1];
    const round = roundLength(BAR * perPixel);
    const words = round >= 1 ? round.toLocaleString('en') : String(Number(round.toPrecision(1)));
    this.bar.style.width = `${round / perPixel}px`;
    this.bar.firstChild.textContent = `${words} ${unit ?? 'px'}`;
  }

  say(wanted) {
    const {level, step} = this.drawn, {levels} = this.plane, {factors, word} = levels[level];
    const letters = this.about.axes.map((axis) => axis.letter);
    const shrunk = letters.map((letter, n) => [letter, factors[n]]).filter(([, f]) => f !== 1)
      .map(([letter, f]) => `${letter} ÷ ${formatNumber(f)}`).join(', ');
    const parts = [`level ${level} of 0 to ${levels.length - 1}${shrunk ? ` (${shrunk})` : ''}`];
    if (levels.length === 1) parts[0] = 'one level';
    if (step > 1) parts[0] += `, one pixel in ${step} along each side`;
    if (this.counts) {
      const one = this.counts.levels[level];
      const of = (nbytes) => (nbytes === null ? '…' : formatBytes(nbytes));
      const again = one.fetches > one.chunks ? ` (${one.fetches.toLocaleString('en')} fetches)` : '';
      parts.push(`${one.chunks.toLocaleString('en')} of ${one.of_chunks.toLocaleString('en')} ${word}${again}, ` +
        `${formatBytes(one.bytes)} of ${of(one.of_bytes)}`);
      if (levels.length > 1)
        parts.push(`all levels: ${formatBytes(this.counts.bytes)} of ${of(this.counts.whole.bytes)}`);
    }
    if (this.ends && this.map.getZoom() <= this.map.getMinZoom() + 1e-6) parts.push(this.about.way_out);
    const {pending, cancelled} = this.tiles;
    const loading = pending.size ? `loading ${pending.size}` : '';
    const said = [...parts, loading].join('|');
    if (said !== this.said) // laying the page out anew for each frame is dear
      this.status.replaceChildren(...parts.map((part) => element('span', {}, part)),
        element('span', {className: 'ooc-loading'}, loading));
    this.said = said;
    const data = {
      level, step, pending: pending.size, cancelled, wanted, zoom: this.map.getZoom(),
      origin: `${this.drawn.origin.x} ${this.drawn.origin.y}`,
      position: JSON.stringify(this.position), fetched: this.counts?.fetches ?? 0,
    };
    for (const [name, value] of Object.entries(data)) // what is as it was makes no work
      if (this.root.dataset[name] !== String(value)) this.root.dataset[name] = value;
  }

  // Say what lies under the pointer.
  point(point) {
    if (!this.drawn) return;
    const {screen, origin, level, step} = this.drawn, {levels, rows, columns} = this.plane;
    const units = [(point.y + origin.y) / screen, (point.x + origin.x) / screen];
    const at = units.map((one, n) => Math.floor(one / levels[level].scale[n]));
    const full = units.map((one, n) => Math.floor(one / levels[0].scale[n]));
    const side = this.about.tile * step;
    const [row, column] = at.map((one) => Math.floor(one / side));
    const entry = this.tiles.kept.get(`${this.placeKey()}/${level}/${step}/${row}/${column}`);
    const inside = at.map((one) => Math.floor((one % side) / step));
    if (!entry || inside[0] >= entry.rows || inside[1] >= entry.columns) {
      this.pointer.textContent = '';
      return;
    }
    const values = [...entry.parts].sort((a, b) => a[0] - b[0])
      .map(([, codes]) => formatNumber(valueOf(codes[inside[0] * entry.columns + inside[1]], this.about.coding)));
    this.pointer.textContent = `${rows} ${full[0]}, ${columns} ${full[1]}: ${values.join(', ')}`;
  }

  close() {
    for (const [event, handler] of Object.entries(this.handlers)) this.model.off(event, handler);
    clearTimeout(this.reporting);
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
    this.tiles.close();
    this.map.remove();
  }
}

function render({model, el}) {
  const view = new View(model, el);
  model.send({kind: 'shown'});
  return () => {
    view.close();
    model.send({kind: 'hidden'}); // after the last one the kernel lets go of its cache
  };
}

export default {render};
