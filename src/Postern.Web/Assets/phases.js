/* How a beat is kept: distances from the beats of a schedule, or gaps about the period of a sleep. */
(function (postern) {
  'use strict';

  postern.register('phases', (element, of) => {
    const phases = of.pairCharts.phases, points = [];
    let at = phases.fromSeconds;
    phases.after.forEach((after, i) => {
      at += after;
      points.push([at * 1000, phases.values[i]]);
    });
    const schedule = phases.clock === 'schedule', middle = schedule ? 0 : phases.periodSeconds, jitter = of.pair.cadence.jitterSeconds || 0;
    const unit = phases.periodSeconds >= 14400 ? [60, 'min'] : phases.periodSeconds < 1 ? [.001, 'ms'] : [1, 's'];
    const scaled = points.map(([t, v]) => [t, v / unit[0]]);

    // A few stragglers must not press all others into a line: beyond three times what nearly all keep to they are counted, not drawn.
    const apart = points.map(([, v]) => Math.abs(v - middle)).sort((a, b) => a - b);
    const most = apart[apart.length - 1], nearly = Math.max(apart[Math.floor(.96 * (apart.length - 1))], 2 * jitter);
    const reach = Math.max(1e-6, most > 3 * nearly ? 1.5 * nearly : 1.08 * most, 2.5 * jitter);
    const beyond = apart.filter(d => d > reach).length;
    const name = (schedule ? unit[1] + ' from the beat' : 'gap, ' + unit[1]) + (beyond ? ' (' + postern.count(beyond) + ' beyond the scale)' : '');

    return {
      draw(chart) {
        const base = postern.base();
        base.tooltip.trigger = 'item';
        base.tooltip.formatter = p => postern.tip([postern.instant(p.value[0] / 1000, 1) + ' UTC',
          (schedule ? (p.value[1] > 0 ? '+' : '') : '') + postern.number(p.value[1], 5) + ' ' + unit[1] + (schedule ? ' from the beat' : ' after the one before')]);
        const [from, to] = postern.extent();
        chart.setOption(Object.assign(base, {
          grid: postern.grid(28),
          xAxis: postern.timeAxis(from, to),
          yAxis: postern.upAxis(name, { min: (middle - reach) / unit[0], max: (middle + reach) / unit[0], splitNumber: 4, axisLabel: { color: postern.colour('soft'), fontSize: 12, showMinLabel: false, showMaxLabel: false, formatter: n => postern.number(n, 4) } }),
          series: [{
            type: 'scatter', symbolSize: points.length > 300 ? 3 : 4.5, clip: true, itemStyle: { color: postern.colour('point'), opacity: .65 }, data: scaled,
            markArea: { silent: true, data: [[{ yAxis: (middle - jitter) / unit[0], itemStyle: { color: postern.colour('band'), opacity: .6 } }, { yAxis: (middle + jitter) / unit[0] }]] },
            markLine: { silent: true, symbol: 'none', label: { show: false }, data: [{ yAxis: middle / unit[0], lineStyle: { color: postern.colour('period'), type: 'solid', width: 1.5 } }] },
          }],
        }), true);
      },
    };
  });
})(window.postern = window.postern || {});
