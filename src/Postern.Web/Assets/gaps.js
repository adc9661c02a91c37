/* Lengths of gaps on a logarithmic scale, with the period and the lifetime of the cache marked. */
(function (postern) {
  'use strict';

  const MOST_CELLS = 110;
  const TICKS = [.001, .01, .1, 1, 10, 60, 600, 3600, 21600, 86400, 604800, 2592000, 31536000, 315360000];
  const MORE_TICKS = [.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10800, 21600, 43200,
    86400, 172800, 432000, 604800, 1209600, 2592000, 7776000, 31536000];

  /** Lengths for the axis: round ones, more of them where the range is narrow, and even steps where none is round. */
  function ticksFor(low, high) {
    for (const ticks of [TICKS, MORE_TICKS]) {
      const inside = ticks.filter(s => Math.log10(s) >= low && Math.log10(s) <= high);
      if (inside.length >= (ticks === TICKS ? 3 : 2))
        return inside;
    }
    const [from, to] = [Math.pow(10, low), Math.pow(10, high)], rough = (to - from) / 4, power = Math.pow(10, Math.floor(Math.log10(rough)));
    const step = [1, 2, 5, 10].map(m => m * power).find(s => s >= rough), out = [];
    for (let s = Math.ceil(from / step) * step; s <= to; s += step)
      out.push(s);
    return out;
  }

  postern.register('gaps', (element, of) => {
    const gaps = of.pairCharts.gaps, cells = [];
    let cell = gaps.first;
    for (let i = 0; i < gaps.runs.length; i += 2) {
      cell += gaps.runs[i];
      cells.push([cell, gaps.runs[i + 1]]);
    }
    const period = of.pair.cadence && of.pair.cadence.periodSeconds, ttl = of.pair.cache && of.pair.cache.ttlSeconds;
    const marked = [period, ttl].filter(s => s).map(s => Math.log10(s));
    const low = Math.min(cells[0][0] / gaps.perDecade, ...marked) - .08, high = Math.max((cell + 1) / gaps.perDecade, ...marked) + .08;
    // Cells are joined until there is room for all: each divisor leaves whole parts of a factor of ten.
    const join = [1, 2, 5, 10, 20].find(by => gaps.perDecade % by === 0 && (high - low) * gaps.perDecade / by <= MOST_CELLS) || 20;

    const sums = new Map();
    for (const [k, n] of cells)
      sums.set(Math.floor(k / join), (sums.get(Math.floor(k / join)) || 0) + n);
    const width = join / gaps.perDecade, data = [];
    for (let k = Math.floor(low / width); k <= Math.ceil(high / width); k++)
      data.push([k * width, sums.get(k) || 0]);

    const mark = (seconds, colour, type, name) => ({ xAxis: Math.log10(seconds), mark: name, lineStyle: { color: postern.colour(colour), type, width: 1.75 }, label: { color: postern.colour(colour) } });
    const ticks = ticksFor(low, high).map(s => Math.log10(s));
    const name = x => {
      const seconds = Number(Math.pow(10, x).toPrecision(9));
      if (seconds === 60)
        return '1 min';
      return seconds > 60 && seconds % 60 !== 0 && seconds < 7200 ? postern.number(seconds, 6) + ' s' : postern.length(seconds);
    };

    return {
      draw(chart) {
        const base = postern.base();
        base.tooltip.formatter = points => {
          if (!points.length)
            return null;
          const k = Math.floor(points[0].axisValue / width);
          const n = sums.get(k) || 0;
          return postern.tip([postern.length(Math.pow(10, k * width)) + ' to ' + postern.length(Math.pow(10, (k + 1) * width)), postern.count(n) + ' of ' + postern.count(gaps.gaps) + ' gaps']);
        };
        const lines = [];
        if (period)
          lines.push(mark(period, 'period', 'solid', 'period'));
        if (ttl)
          lines.push(mark(ttl, 'ttl', 'dotted', 'lifetime'));
        // A period that is the lifetime has its word above the other's.
        lines.forEach((line, i) => { line.label.distance = 3 + postern.ROW * i; });
        chart.setOption(Object.assign(base, {
          grid: postern.grid(28, postern.ROW * lines.length),
          xAxis: postern.numberAxis({
            min: low, max: high, axisTick: { show: true, customValues: ticks, lineStyle: { color: postern.colour('rule') } },
            axisLabel: { color: postern.colour('soft'), fontSize: 12, hideOverlap: true, customValues: ticks, formatter: name },
          }),
          yAxis: postern.upAxis('gaps', { minInterval: 1, min: 0, nameGap: 10 + postern.ROW * lines.length }),
          series: [{
            type: 'line', step: 'end', symbol: 'none', lineStyle: { width: 1, color: postern.colour('count') }, areaStyle: { color: postern.colour('count'), opacity: .55 }, data,
            markLine: { silent: true, symbol: 'none', data: lines, label: { formatter: p => p.data.mark, fontSize: 11, distance: 3 } },
          }],
        }), true);
      },
    };
  });
})(window.postern = window.postern || {});
