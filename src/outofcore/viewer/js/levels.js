// Which level, which tiles: the arithmetic of outofcore/viewer/scene.py, on the browser's side.

// Return which level to draw: the coarsest whose pixels are not seen as such.
export function levelFor(scales, screenScale, sharp) {
  let best = -1;
  scales.forEach((scale, n) => {
    const fine = Math.max(...scale) * screenScale <= sharp;
    if (fine && (best < 0 || Math.max(...scale) > Math.max(...scales[best]))) best = n;
  });
  return Math.max(best, 0);
}

// Return the pixels from sample to sample: a power of two, 1 unless the level is too large.
export function stepFor(scale, screenScale, most, sharp) {
  let step = 1;
  while (step < most && Math.max(...scale) * screenScale * step * 2 <= sharp) step *= 2;
  return step;
}

// Return the tiles that a view of a level meets, the one in its middle first.
// `view` is [top, left, bottom, right] in pixels of the level, `side` a tile's length in them.
export function tilesIn(view, shape, side) {
  const found = [];
  const first = (at) => Math.max(Math.floor(at / side), 0);
  const end = (at, length) => Math.min(Math.ceil(at / side), Math.ceil(length / side));
  for (let row = first(view[0]); row < end(view[2], shape[0]); row++)
    for (let column = first(view[1]); column < end(view[3], shape[1]); column++)
      found.push({row, column});
  const middle = [(view[0] + view[2]) / 2 / side - 0.5, (view[1] + view[3]) / 2 / side - 0.5];
  const far = (tile) => Math.hypot(tile.row - middle[0], tile.column - middle[1]);
  return found.sort((a, b) => far(a) - far(b));
}

// Return a round length for a scale bar of at most `most`: 1, 2 or 5 times a power of ten.
export function roundLength(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return power * ([5, 2, 1].find((n) => n * power <= most) ?? 1);
}
