/* Draws a chart when it comes into view, and again when its width or the colours change. */
(function (postern) {
  'use strict';

  const SHEET = 640, HALF_SHEET = 310; // what A4 and letter have room for inside a pair, CSS pixels
  const kinds = {};
  const drawn = new Map();
  let findings, charts;

  /** Registers how a kind of chart is drawn: make(element, what) gives {draw(chart), …} or null when there is nothing to draw. */
  postern.register = (kind, make) => { kinds[kind] = make; };

  /** The findings of the page. */
  postern.findings = () => findings = findings || JSON.parse(document.getElementById('findings').textContent);

  /** What the charts need beyond them. */
  postern.charts = () => charts = charts || JSON.parse(document.getElementById('charts').textContent);

  /** Target, pair and part that an element is about, from its data-of and data-part. */
  postern.subject = element => {
    const [target, pair] = (element.dataset.of || '').split('.').filter(s => s !== '').map(Number);
    const all = postern.findings(), drawings = postern.charts();
    return {
      target: target === undefined ? null : all.targets[target],
      targetCharts: target === undefined ? null : drawings.targets[target],
      pair: pair === undefined ? null : all.targets[target].pairs[pair],
      pairCharts: pair === undefined ? null : drawings.targets[target].pairs[pair],
      part: Number(element.dataset.part || 0),
    };
  };

  /** Times in which nobody watched for contacts of some kinds, of any kind without them: [[from, to], …] in seconds. */
  postern.holes = kinds => {
    const stretches = postern.findings().record.coverage.filter(s => !kinds || s.kinds.some(kind => kinds.includes(kind)))
      .map(s => [postern.seconds(s.from), postern.seconds(s.to)]).sort((a, b) => a[0] - b[0]);
    const holes = [];
    let until = -Infinity;
    for (const [from, to] of stretches) {
      if (until > -Infinity && from > until)
        holes.push([until, from]);
      until = Math.max(until, to);
    }
    return holes;
  };

  /** The window of the record: from the first stretch that was watched, or contact, to the last; seconds. */
  postern.extent = () => {
    const record = postern.findings().record;
    const from = record.coverage.map(s => postern.seconds(s.from)).concat(postern.seconds(record.from));
    const to = record.coverage.map(s => postern.seconds(s.to)).concat(postern.seconds(record.to));
    return [Math.min(...from), Math.max(...to)];
  };

  function draw(element) {
    if (drawn.has(element))
      return;
    const make = kinds[element.dataset.chart];
    if (!make)
      return;
    const what = make(element, postern.subject(element));
    if (!what) {
      element.hidden = true;
      drawn.set(element, null);
      return;
    }
    if (what.element) {
      element.replaceChildren(what.element);
      drawn.set(element, null);
      return;
    }
    const chart = echarts.init(element, null, { renderer: 'canvas', devicePixelRatio: Math.max(2, window.devicePixelRatio || 1) });
    drawn.set(element, { chart, what, width: element.clientWidth });
    what.draw(chart);
    sizes.observe(element);
  }

  const sizes = new ResizeObserver(entries => {
    for (const { target } of entries) {
      const seen = drawn.get(target);
      if (!seen || !target.clientWidth || target.clientWidth === seen.width || postern.onPaper())
        continue;
      seen.width = target.clientWidth;
      seen.chart.resize();
      seen.what.draw(seen.chart);
    }
  });

  const views = new IntersectionObserver(entries => {
    for (const entry of entries) {
      if (!entry.isIntersecting)
        continue;
      views.unobserve(entry.target);
      draw(entry.target);
    }
  }, { rootMargin: '400px 0px' });

  /** Begins to watch for charts of an element that come into view. */
  postern.begin = root => root.querySelectorAll('.chart').forEach(element => views.observe(element));

  /** Draws everything that lies open, such as for paper. */
  postern.drawOpen = () => document.querySelectorAll('.chart').forEach(element => {
    if (element.offsetParent !== null)
      draw(element);
  });

  /** Draws all drawn charts again, in the colours of now. */
  postern.redraw = () => {
    for (const seen of drawn.values())
      if (seen)
        seen.what.draw(seen.chart);
  };

  /** Whether the page is being printed. */
  postern.onPaper = () => document.documentElement.classList.contains('paper');

  /** Draws everything that lies open for paper: light, as wide as a sheet, without handles. */
  postern.toPaper = () => {
    document.documentElement.classList.add('paper');
    postern.drawOpen();
    for (const [element, seen] of drawn) {
      if (!seen)
        continue;
      seen.chart.resize({ width: element.closest('.beside') ? HALF_SHEET : SHEET, height: element.closest('.beside') ? 176 : 192 });
      seen.what.draw(seen.chart);
    }
  };

  /** Back from paper. */
  postern.toScreen = () => {
    document.documentElement.classList.remove('paper');
    for (const [element, seen] of drawn) {
      if (!seen)
        continue;
      seen.chart.resize({ width: 'auto', height: 'auto' });
      seen.width = element.clientWidth;
      seen.what.draw(seen.chart);
    }
  };

  /** The chart in an element once it is drawn. */
  postern.drawnIn = element => drawn.get(element);
})(window.postern = window.postern || {});
