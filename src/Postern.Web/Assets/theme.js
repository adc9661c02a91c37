/* Colours and type of the charts, read from the style sheet so that light, dark and paper are decided in one place. */
(function (postern) {
  'use strict';

  /** A colour of the style sheet by its name. */
  postern.colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

  /** The same colour, so much of it. */
  postern.faint = (name, alpha) => {
    const hex = postern.colour(name), part = i => parseInt(hex.slice(i, i + 2), 16);
    return hex.length === 7 ? 'rgba(' + part(1) + ',' + part(3) + ',' + part(5) + ',' + alpha + ')' : hex;
  };

  /** What every chart begins with. */
  postern.base = () => ({
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12, color: postern.colour('soft') },
    tooltip: {
      trigger: 'axis', confine: true, transitionDuration: 0, backgroundColor: postern.colour('sheet'), borderColor: postern.colour('rule'),
      borderWidth: 1, padding: [6, 10], extraCssText: 'box-shadow: 0 2px 10px rgba(0,0,0,.12); border-radius: 6px;',
      axisPointer: { type: 'line', snap: false, lineStyle: { color: postern.colour('soft'), type: 'dotted' }, label: { show: false } },
    },
  });

  const axis = () => ({
    axisLine: { show: true, onZero: false, lineStyle: { color: postern.colour('rule') } },
    axisTick: { show: true, lineStyle: { color: postern.colour('rule') } },
    axisLabel: { color: postern.colour('soft'), fontSize: 12, hideOverlap: true },
    splitLine: { show: false },
  });

  /** A horizontal axis of time, milliseconds since 1970. */
  postern.timeAxis = (from, to) => Object.assign(axis(), {
    type: 'time', min: from * 1000, max: to * 1000, splitNumber: 6,
    axisLabel: {
      color: postern.colour('soft'), fontSize: 12, hideOverlap: true,
      formatter: { year: '{yyyy}', month: '{d} {MMM}', day: '{d} {MMM}', hour: '{HH}:{mm}', minute: '{HH}:{mm}', second: '{HH}:{mm}:{ss}', millisecond: '{HH}:{mm}:{ss}', none: '{HH}:{mm}' },
    },
  });

  /** A horizontal axis of numbers. */
  postern.numberAxis = more => Object.assign(axis(), { type: 'value' }, more);

  /** A vertical axis with its unit above it. */
  postern.upAxis = (name, more) => Object.assign({
    type: 'value', name, nameLocation: 'end', nameGap: 10, nameTextStyle: { color: postern.colour('soft'), fontSize: 12, align: 'left', padding: [0, 0, 0, -26] },
    axisLine: { show: false, onZero: false }, axisTick: { show: false },
    axisLabel: { color: postern.colour('soft'), fontSize: 12, formatter: n => postern.number(n, 6) },
    splitLine: { lineStyle: { color: postern.colour('rule'), width: 1 } }, splitNumber: 3,
  }, more);

  /** Height of a row of marks above a drawing, CSS pixels. */
  postern.ROW = 14;

  /** Room around the drawing, more of it above where marks stand there. */
  postern.grid = (bottom, above = 0) => ({ left: 44, right: 14, top: 30 + above, bottom });

  /** Lines of text as an element: tooltips are never made of markup. */
  postern.tip = lines => {
    const tip = document.createElement('div');
    tip.className = 'tip';
    lines.forEach((line, i) => {
      const row = document.createElement(i === 0 ? 'b' : 'div');
      row.textContent = line;
      tip.appendChild(row);
      if (i === 0)
        tip.appendChild(document.createElement('br'));
    });
    return tip;
  };
})(window.postern = window.postern || {});
