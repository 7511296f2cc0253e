// The controls under the picture: plane, sliders, channels. Labelled, and usable from the keyboard.

const KEYED = new Set(['input', 'select', 'button']);

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (name in made && name !== 'list') made[name] = value;
    else made.setAttribute(name, value);
  }
  // JupyterLab would take arrow keys and letters for its own; it looks at the element alone
  if (KEYED.has(tag)) made.setAttribute('data-lm-suppress-shortcuts', 'true');
  made.append(...children);
  return made;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function formatBytes(nbytes) {
  let number = nbytes, unit = 0;
  while (number >= 1024 && unit < UNITS.length - 1) [number, unit] = [number / 1024, unit + 1];
  const digits = unit && number < 100 ? {maximumSignificantDigits: 3} : {maximumFractionDigits: 0};
  return `${number.toLocaleString('en', digits)} ${UNITS[unit]}`;
}

export const formatNumber = (value) =>
  Number.isNaN(value) ? 'none' : value.toLocaleString('en', {maximumSignificantDigits: 5});

// Return the choice of planes; each says what a tile of it costs.
export function planeChoice(planes, chosen, choose) {
  const options = Object.entries(planes).map(([name, plane]) =>
    element('option', {value: name, selected: name === chosen, title: plane.cost}, name));
  const cost = element('span', {className: 'ooc-cost'}, planes[chosen].cost);
  const select = element('select', {onchange: () => choose(select.value)}, ...options);
  return element('div', {className: 'ooc-row'}, element('label', {}, 'Plane ', select), cost);
}

// Return the slider of one axis.
export function axisSlider(axis, at, slide, settle) {
  const say = (value) => {
    const physical = axis.spacing ? ` (${formatNumber(value * axis.spacing)} ${axis.unit ?? ''})` : '';
    return `${value} of ${axis.length - 1}${physical}`;
  };
  const output = element('output', {}, say(at));
  const input = element('input', {
    type: 'range', min: 0, max: axis.length - 1, step: 1, name: axis.letter,
    oninput: () => { output.textContent = say(Number(input.value)); slide(Number(input.value)); },
    onchange: settle,
  });
  input.value = at;
  const label = element('label', {}, element('span', {className: 'ooc-axis'}, axis.letter), input);
  return element('div', {className: 'ooc-row'}, label, output);
}

// Return the row of one channel: shown, colour, contrast.
export function channelRow(channel, number, limits, {change, settle, auto, labels}) {
  const row = element('div', {className: 'ooc-row', role: 'group'});
  row.setAttribute('aria-label', `channel ${channel.name}`);
  const shown = element('input', {
    type: 'checkbox', checked: channel.shown, name: `shown-${number}`,
    onchange: () => { change({shown: shown.checked}); settle(); },
  });
  row.append(element('label', {className: 'ooc-name', title: channel.name}, shown, ` ${channel.name}`));
  if (labels) return row;
  const color = element('input', {
    type: 'color', value: channel.color, name: `color-${number}`,
    oninput: () => change({color: color.value}),
    onchange: settle,
  });
  color.setAttribute('aria-label', `colour of ${channel.name}`);
  row.append(color);
  for (const key of ['low', 'high']) {
    const output = element('output', {}, formatNumber(channel[key]));
    const input = element('input', {
      type: 'range', min: limits[0], max: limits[1], step: limits[2], name: `${key}-${number}`,
      oninput: () => {
        output.textContent = formatNumber(Number(input.value));
        change({[key]: Number(input.value)});
      },
      onchange: settle,
    });
    input.value = channel[key];
    const word = key === 'low' ? 'black at' : 'full at';
    row.append(element('label', {}, `${word} `, input), output);
  }
  row.append(element('button', {
    type: 'button', onclick: auto, title: 'percentiles 1 and 99.8 of the smallest level',
  }, 'Auto'));
  return row;
}
