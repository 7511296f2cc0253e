// The numbers of tiles: asked for, waited for, cancelled when they scrolled away, kept up to a limit.

const MOST = 192; // tiles that are kept, about 400 kB each with one channel of uint16

export class Tiles {
  // `send` takes a message for the kernel.
  constructor(send) {
    this.send = send;
    this.prefix = Math.random().toString(36).slice(2, 8); // two views do not mix their tiles
    this.kept = new Map(); // key -> {tile, parts: Map(channel -> codes), canvas, stamp}
    this.pending = new Map(); // id -> {key, tile, channel, asked}
    this.failed = new Map(); // id -> message
    this.cancelled = 0;
  }

  // Ask for what is wanted and not there; cancel what is waited for and not wanted any more.
  want(wanted) {
    const ids = new Set(), ask = [];
    for (const {key, tile, channel} of wanted) {
      const id = `${this.prefix}/${key}/${channel}`;
      ids.add(id);
      const entry = this.kept.get(key);
      if (entry) this.touch(key, entry);
      if (entry?.parts.has(channel) || this.pending.has(id) || this.failed.has(id)) continue;
      this.pending.set(id, {key, tile, channel, asked: performance.now()});
      ask.push({id, ...tile, channel});
    }
    const away = [...this.pending.keys()].filter((id) => !ids.has(id));
    for (const id of away) this.pending.delete(id);
    this.cancelled += away.length;
    if (away.length) this.send({kind: 'cancel', ids: away});
    if (ask.length) this.send({kind: 'tiles', tiles: ask});
    this.forget(new Set(wanted.map((one) => one.key)));
  }

  // Take note that a tile cannot be had; return whether it was one of ours.
  fail(message) {
    if (!this.pending.delete(message.id)) return false;
    this.failed.set(message.id, message.message);
    return true;
  }

  // Take a tile: what the kernel says of it, and its numbers.
  receive(message, view) {
    const waited = this.pending.get(message.id);
    if (!waited) return; // cancelled, or another view's
    this.pending.delete(message.id);
    const bytes = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
    const [rows, columns] = message.shape;
    const codes = bytes.byteLength === rows * columns ? new Uint8Array(bytes) : new Uint16Array(bytes);
    let entry = this.kept.get(waited.key);
    if (!entry) entry = {tile: waited.tile, rows, columns, parts: new Map(), fresh: []};
    entry.parts.set(waited.channel, codes);
    entry.stamp = null; // to be painted anew
    entry.fresh.push({asked: waited.asked, kernel: message.ms});
    this.touch(waited.key, entry);
  }

  touch(key, entry) {
    this.kept.delete(key);
    this.kept.set(key, entry);
  }

  // Drop the tiles that were used longest ago, but none that are wanted.
  forget(wanted) {
    for (const key of this.kept.keys()) {
      if (this.kept.size <= MOST) return;
      if (!wanted.has(key)) this.kept.delete(key);
    }
  }

  // Ask again for what failed.
  retry() {
    this.failed.clear();
  }

  close() {
    if (this.pending.size) this.send({kind: 'cancel', ids: [...this.pending.keys()]});
    this.pending.clear();
    this.kept.clear();
  }
}
