/* How long one source comes after another. */
(function (postern) {
  'use strict';

  postern.register('lags', (element, of) => {
    const two = of.target.synchrony[of.part], lags = two.lags;
    const data = lags.counts.map((n, i) => [lags.fromSeconds + i * lags.widthSeconds, n]);
    const end = lags.fromSeconds + lags.counts.length * lags.widthSeconds;
    data.push([end, 0]);
    const unit = end - lags.fromSeconds > 14400 ? [3600, 'h'] : end - lags.fromSeconds > 600 ? [60, 'min'] : [1, 's'];
    return {
      draw(chart) {
        const base = postern.base();
        base.tooltip.formatter = points => {
          if (!points.length)
            return null;
          const i = Math.floor((points[0].axisValue * unit[0] - lags.fromSeconds) / lags.widthSeconds);
          const from = lags.fromSeconds + i * lags.widthSeconds;
          return postern.tip([postern.number(from / unit[0], 4) + ' to ' + postern.number((from + lags.widthSeconds) / unit[0], 4) + ' ' + unit[1], postern.count(lags.counts[i] || 0) + ' pairs of occasions']);
        };
        chart.setOption(Object.assign(base, {
          grid: postern.grid(44),
          xAxis: postern.numberAxis({ min: lags.fromSeconds / unit[0], max: end / unit[0], name: 'lag of the second behind the first, ' + unit[1], nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: postern.colour('soft'), fontSize: 12 }, axisLabel: { color: postern.colour('soft'), fontSize: 12, hideOverlap: true, formatter: n => postern.number(n, 4) } }),
          yAxis: postern.upAxis('pairs of occasions', { minInterval: 1, min: 0 }),
          series: [{
            type: 'line', step: 'end', symbol: 'none', lineStyle: { width: 1, color: postern.colour('count') }, areaStyle: { color: postern.colour('count'), opacity: .55 }, data: data.map(([t, n]) => [t / unit[0], n]),
            markLine: { silent: true, symbol: 'none', label: { formatter: p => p.data.mark, fontSize: 11, distance: 3 },
              data: two.lagSeconds === null ? [] : [{ xAxis: two.lagSeconds / unit[0], mark: 'median', lineStyle: { color: postern.colour('period'), type: 'solid', width: 1.75 }, label: { color: postern.colour('period') } }] },
          }],
        }), true);
      },
    };
  });
})(window.postern = window.postern || {});
