/* What chance gives: contacts inside the windows of re-dated lists, with the list that was given marked. */
(function (postern) {
  'use strict';

  postern.register('null', (element, of) => {
    const overall = of.target.coincidence.overall, chance = overall.null, data = [];
    chance.counts.forEach((n, i) => data.push([chance.from + i * chance.width - .5, n]));
    data.push([chance.from + chance.counts.length * chance.width - .5, 0]);
    const low = Math.min(chance.from, overall.contactsInside) - chance.width, high = Math.max(chance.from + chance.counts.length * chance.width, overall.contactsInside) + chance.width;
    return {
      draw(chart) {
        const base = postern.base();
        base.tooltip.formatter = points => {
          if (!points.length)
            return null;
          const i = Math.floor((points[0].axisValue + .5 - chance.from) / chance.width);
          const from = chance.from + i * chance.width, to = from + chance.width - 1;
          return postern.tip([postern.count(from) + (to > from ? ' to ' + postern.count(to) : '') + ' contacts inside', postern.count(chance.counts[i] || 0) + ' of ' + postern.count(chance.draws) + ' re-dated lists']);
        };
        chart.setOption(Object.assign(base, {
          grid: postern.grid(44),
          xAxis: postern.numberAxis({ min: low, max: high, name: 'contacts inside the windows', nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: postern.colour('soft'), fontSize: 12 }, axisLabel: { color: postern.colour('soft'), fontSize: 12, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: n => postern.number(n, 6) } }),
          yAxis: postern.upAxis('re-dated lists', { minInterval: 1, min: 0 }),
          series: [{
            type: 'line', step: 'end', symbol: 'none', lineStyle: { width: 1, color: postern.colour('soft') }, areaStyle: { color: postern.colour('soft'), opacity: .35 }, data,
            markLine: { silent: true, symbol: 'none', label: { formatter: p => p.data.mark, fontSize: 11, distance: 3 },
              data: [{ xAxis: overall.contactsInside, mark: postern.count(overall.contactsInside), lineStyle: { color: postern.colour('change'), type: 'solid', width: 2 }, label: { color: postern.colour('change') } }] },
          }],
        }), true);
      },
    };
  });
})(window.postern = window.postern || {});
