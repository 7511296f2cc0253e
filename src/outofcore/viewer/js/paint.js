// Codes to colours: contrast and colour are applied here, so changing them needs no new tile.

// Return the code that a number has.
export function codeOf(value, coding) {
  const share = (value - coding.low) / (coding.high - coding.low);
  return coding.first + share * (coding.last - coding.first);
}

// Return the number that a code stands for; NaN for the code of no number.
export function valueOf(code, coding) {
  if (code < coding.first) return NaN;
  const share = (code - coding.first) / (coding.last - coding.first);
  return coding.low + share * (coding.high - coding.low);
}

// Return how bright each code is drawn, 0 to 255.
function brightness(channel, coding) {
  const table = new Uint8ClampedArray(coding.last + 1);
  const low = codeOf(channel.low, coding);
  const high = codeOf(channel.high, coding);
  for (let code = coding.first; code <= coding.last; code++)
    table[code] = high > low ? (255 * (code - low)) / (high - low) : code >= low ? 255 : 0;
  return table;
}

const parse = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));

// Paints tiles with the channels of the moment; `stamp` says which these are.
export class Painter {
  constructor(coding, labels) {
    this.coding = coding;
    this.labels = labels;
    this.stamp = '';
    this.tables = new Map();
  }

  use(channels) {
    const stamp = JSON.stringify(channels);
    if (stamp === this.stamp) return;
    this.stamp = stamp;
    this.tables.clear();
    channels.forEach((channel, number) => {
      if (channel.shown)
        this.tables.set(number, {light: brightness(channel, this.coding), rgb: parse(channel.color)});
    });
  }

  // Return the canvas of a kept tile, painted if it is not yet.
  canvas(entry) {
    if (entry.canvas && entry.stamp === this.stamp) return entry.canvas;
    const {rows, columns, parts} = entry;
    entry.canvas ??= Object.assign(document.createElement('canvas'), {width: columns, height: rows});
    const context = entry.canvas.getContext('2d');
    const image = context.createImageData(columns, rows);
    const pixels = image.data; // clamps at 255
    for (const [number, codes] of parts) {
      const table = this.tables.get(number);
      if (table && this.labels) this.name(codes, pixels);
      else if (table) this.add(codes, table, pixels);
    }
    context.putImageData(image, 0, 0);
    entry.stamp = this.stamp;
    return entry.canvas;
  }

  add(codes, {light, rgb}, pixels) {
    const first = this.coding.first, [red, green, blue] = rgb.map((one) => one / 255);
    for (let i = 0, at = 0; i < codes.length; i++, at += 4) {
      const code = codes[i];
      if (code < first) continue; // no number: stays empty
      const bright = light[code];
      pixels[at] += bright * red;
      pixels[at + 1] += bright * green;
      pixels[at + 2] += bright * blue;
      pixels[at + 3] = 255;
    }
  }

  // Labels: a colour for each number, the same one everywhere; 0 is black.
  name(codes, pixels) {
    for (let i = 0, at = 0; i < codes.length; i++, at += 4) {
      const hash = Math.imul(codes[i], 2654435761);
      for (let j = 0; j < 3; j++)
        pixels[at + j] = codes[i] ? 128 + ((hash >>> (3 + 8 * j)) & 127) : 0;
      pixels[at + 3] = 255;
    }
  }
}
