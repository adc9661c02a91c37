/* Contacts over time: counts in steps that follow the zoom, blocks of one rate, changes, events, holes, the last contact. */
(function (postern) {
  'use strict';

  const MOST_NUMBERED = 40, MOST_MARKED = 12;
  const LETTER = 6.4, EVENTS = 0, FOUND = 1; // marks stand in two rows above the drawing: events, and what was found above them; CSS pixels
  const SOON = 7 * 86400;
  const UNITS = { 1: 'second', 60: 'minute', 3600: 'hour', 86400: 'day', 604800: 'week' };

  const size = change => change.factor > 0 ? Math.abs(Math.log(change.factor)) : Infinity;

  /** What the pairs of a target tell of their rates, the largest first, each under the number of its pair. */
  function ofPairs(pairs) {
    const changes = pairs.flatMap((pair, i) => (pair.changes || []).map(change => ({ change, mark: String(i + 1) })));
    const ends = pairs.map((pair, i) => ({ end: pair.end, numbers: [i + 1], mark: '' })).filter(e => e.end && e.end.verdict === 'stopped').slice(0, MOST_MARKED)
      .sort((a, b) => postern.seconds(a.end.lastContact) - postern.seconds(b.end.lastContact));
    // Lines that stand close together share the label of the last of them.
    const [from, to] = postern.extent();
    ends.forEach((end, i) => {
      const next = ends[i + 1];
      if (next && postern.seconds(next.end.lastContact) - postern.seconds(end.end.lastContact) < .04 * (to - from))
        next.numbers.push(...end.numbers);
      else
        end.mark = 'last ' + end.numbers.sort((a, b) => a - b).join(', ');
    });
    return { changes: changes.sort((a, b) => size(b.change) - size(a.change)).slice(0, MOST_MARKED), ends };
  }

  /** The same of one pair, its changes numbered as in their table. */
  const ofPair = pair => ({
    changes: (pair.changes || []).map((change, i) => ({ change, mark: String(i + 1) })),
    ends: pair.end && pair.end.verdict === 'stopped' ? [{ end: pair.end, mark: 'last' }] : [],
  });

  /** Leaves out marks that would run into the one before in their row; place says where a time is drawn, in pixels. */
  function thin(lines, place) {
    const until = [-Infinity, -Infinity];
    for (const line of lines.slice().sort((a, b) => a.xAxis - b.xAxis)) {
      const half = LETTER * line.mark.length / 2 + 1, at = place(line.xAxis);
      if (!line.mark)
        continue;
      if (at - half < until[line.row])
        line.mark = '';
      else
        until[line.row] = at + half;
    }
    return lines;
  }

  /** The marks that stand on a timeline. */
  function marks(told, holes, events) {
    const areas = holes.map(([from, to]) => [{ xAxis: from * 1000, itemStyle: { color: postern.faint('hole', .28) } }, { xAxis: to * 1000 }]);
    const lines = [];
    for (const event of events) {
      const [from, to] = [postern.seconds(event.from), postern.seconds(event.to || event.from)];
      if (to > from)
        areas.push([{ xAxis: from * 1000, itemStyle: { color: postern.faint('event', .2) } }, { xAxis: to * 1000 }]);
      lines.push({ xAxis: from * 1000, mark: events.length <= MOST_NUMBERED ? String(event.number) : '', row: EVENTS, lineStyle: { color: postern.colour('event'), type: 'solid', width: 1 }, label: { color: postern.colour('event') } });
    }
    for (const { change, mark } of told.changes) {
      areas.push([{ xAxis: postern.seconds(change.fromLow) * 1000, itemStyle: { color: postern.faint('change', .22) } }, { xAxis: postern.seconds(change.fromHigh) * 1000 }]);
      lines.push({ xAxis: postern.seconds(change.from) * 1000, mark, row: FOUND, lineStyle: { color: postern.colour('change'), type: 'dashed', width: 1.5 }, label: { color: postern.colour('change') } });
    }
    for (const { end, mark } of told.ends)
      lines.push({ xAxis: postern.seconds(end.lastContact) * 1000, mark, row: FOUND, lineStyle: { color: postern.colour('end'), type: 'solid', width: 1.5 }, label: { color: postern.colour('end') } });
    // Without events what was found needs no row above them.
    const rows = events.length ? 1 : 0;
    for (const line of lines)
      line.label.distance = 3 + postern.ROW * line.row * rows;
    return { areas, lines };
  }

  /** Makes a timeline. layers: [{name, colour, bins}] from the bottom up; more: {told, blocks, holes, events}. */
  function timeline(element, layers, more) {
    const decoded = layers.map(layer => postern.decode(layer.bins));
    const finest = Math.max(...decoded.map(d => d.step));
    const [from, to] = postern.extent(), whole = [from, to];
    // An event just outside the record (stopped three days before X) belongs into the picture; what lies between was not watched.
    const reach = Math.max(SOON, .05 * (to - from));
    for (const event of more.events) {
      const at = postern.seconds(event.from);
      if (at < from && at > from - reach)
        whole[0] = Math.min(whole[0], at - .02 * (to - from));
      if (at > to && at < to + reach)
        whole[1] = Math.max(whole[1], at + .02 * (to - from));
    }
    const holes = more.holes.concat(whole[0] < from ? [[whole[0], from]] : [], whole[1] > to ? [[to, whole[1]]] : []);
    const told = more.told || { changes: [], ends: [] };
    const rows = (more.events.length ? 1 : 0) + (told.changes.length + told.ends.length ? 1 : 0);
    let view = whole.slice(), step = finest, chart, bar;

    const room = () => Math.min(400, Math.max(60, Math.floor((chart ? chart.getWidth() : element.clientWidth) / 3) - 20));
    const unit = () => 'contacts per ' + (UNITS[step] || postern.length(step));

    function series(overview) {
      step = postern.stepFor(finest, view[1] - view[0], room());
      const out = decoded.map((d, i) => ({
        id: 'layer' + i, name: layers[i].name, type: 'line', step: 'end', symbol: 'none', stack: decoded.length > 1 ? 'all' : undefined, z: 2,
        lineStyle: { width: decoded.length > 1 ? 0 : 1, color: postern.colour(layers[i].colour) },
        areaStyle: { color: postern.colour(layers[i].colour), opacity: decoded.length > 1 ? .9 : .55 },
        data: postern.window(d, view[0], view[1], step).map(([t, n]) => [t * 1000, n]),
      }));
      if (more.blocks && more.blocks.length > 1)
        out.push({
          id: 'blocks', type: 'line', symbol: 'none', z: 3, silent: true, lineStyle: { width: 1.75, color: postern.colour('block') },
          // A block shorter than a step is as high as its contacts: at its rate it would dwarf all others.
          data: more.blocks.flatMap(b => [b.fromSeconds, b.toSeconds].map(at => [at * 1000, b.perHour * Math.min(step, b.toSeconds - b.fromSeconds) / 3600])),
        });
      const { areas, lines } = marks(told, holes, more.events);
      const width = (chart ? chart.getWidth() : element.clientWidth) - 58;
      Object.assign(out[0], {
        markArea: { silent: true, data: areas },
        markLine: { silent: true, symbol: 'none', data: thin(lines, at => (at / 1000 - view[0]) / (view[1] - view[0]) * width), label: { formatter: p => p.data.mark, fontSize: 11 } },
      });
      if (overview) {
        // The slider below the chart shows the course of the whole, which the first series has at a step of its own.
        const coarse = postern.stepFor(finest, whole[1] - whole[0], 240);
        const sums = new Map();
        for (const d of decoded)
          for (const [t, n] of postern.window(d, whole[0], whole[1], coarse))
            sums.set(t, (sums.get(t) || 0) + n);
        out.unshift({
          id: 'course', type: 'line', step: 'end', symbol: 'none', yAxisIndex: 1, silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false },
          data: [...sums].map(([t, n]) => [t * 1000, n]),
        });
      }
      return out;
    }

    function tooltip(points) {
      if (!points.length)
        return null;
      const start = postern.stepStart(points[0].axisValue / 1000, step);
      const counts = decoded.map(d => (postern.window(d, start, start + step - 1e-6, step)[0] || [0, 0])[1]);
      const lines = [postern.instant(start, step) + (step > 1 ? ' to ' + postern.instant(start + step, step) : '') + ' UTC'];
      layers.forEach((layer, i) => lines.push(postern.count(counts[i]) + (layers.length > 1 ? '  ' + layer.name : counts[i] === 1 ? ' contact' : ' contacts')));
      if (layers.length > 1)
        lines.push(postern.count(counts.reduce((a, b) => a + b, 0)) + '  together');
      more.events.filter(e => postern.seconds(e.from) < start + step && postern.seconds(e.to || e.from) >= start)
        .forEach(e => lines.push('event ' + e.number + ': ' + e.name));
      return postern.tip(lines);
    }

    function option() {
      const base = postern.base();
      base.tooltip.formatter = tooltip;
      return Object.assign(base, {
        grid: postern.grid(postern.onPaper() ? 28 : 64, rows * postern.ROW),
        xAxis: postern.timeAxis(whole[0], whole[1]),
        yAxis: [postern.upAxis(unit(), { minInterval: 1, min: 0, nameGap: 10 + rows * postern.ROW }), { type: 'value', show: false, min: 0 }],
        dataZoom: [
          {
            type: 'slider', show: !postern.onPaper(), filterMode: 'none', height: 22, bottom: 8, left: 44, right: 14, brushSelect: false, showDetail: false,
            startValue: view[0] * 1000, endValue: view[1] * 1000, minValueSpan: 10000 * finest,
            borderColor: postern.colour('rule'), backgroundColor: 'transparent', fillerColor: postern.faint('count', .14),
            dataBackground: { lineStyle: { color: postern.colour('soft'), width: .5 }, areaStyle: { color: postern.colour('soft'), opacity: .25 } },
            selectedDataBackground: { lineStyle: { color: postern.colour('count'), width: .5 }, areaStyle: { color: postern.colour('count'), opacity: .35 } },
            handleStyle: { color: postern.colour('sheet'), borderColor: postern.colour('soft') }, moveHandleSize: 0,
            emphasis: { handleStyle: { borderColor: postern.colour('link') } },
          },
          { type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'shift', moveOnMouseWheel: false, moveOnMouseMove: 'shift', startValue: view[0] * 1000, endValue: view[1] * 1000, minValueSpan: 10000 * finest },
        ],
        series: series(true),
      });
    }

    /** Shows a window, within the whole and not shorter than ten steps. */
    function show(from, to) {
      const span = Math.min(whole[1] - whole[0], Math.max(10 * finest, to - from));
      const start = Math.min(Math.max(whole[0], from), whole[1] - span);
      chart.dispatchAction({ type: 'dataZoom', startValue: start * 1000, endValue: (start + span) * 1000 });
    }

    function zoomed() {
      const zoom = chart.getOption().dataZoom[0];
      view = [zoom.startValue / 1000, zoom.endValue / 1000];
      chart.setOption({ yAxis: [{ name: (series(false), unit()) }], series: series(false) });
      said.textContent = postern.instant(view[0], 60) + ' to ' + postern.instant(view[1], 60) + ' UTC, steps of ' + postern.length(step);
    }

    const said = document.createElement('span');
    function buttons() {
      bar = document.createElement('div');
      bar.className = 'zoom';
      bar.setAttribute('role', 'group');
      bar.setAttribute('aria-label', 'Zoom');
      said.setAttribute('role', 'status');
      const span = () => view[1] - view[0], middle = () => (view[0] + view[1]) / 2;
      for (const [sign, name, act] of [
        ['+', 'Zoom in', () => show(middle() - span() / 4, middle() + span() / 4)],
        ['−', 'Zoom out', () => show(middle() - span(), middle() + span())],
        ['‹', 'Earlier', () => show(view[0] - span() / 2, view[1] - span() / 2)],
        ['›', 'Later', () => show(view[0] + span() / 2, view[1] + span() / 2)],
        ['All', 'Show the whole record', () => show(whole[0], whole[1])],
      ]) {
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = sign;
        button.title = name;
        button.setAttribute('aria-label', name);
        button.addEventListener('click', act);
        bar.appendChild(button);
      }
      bar.appendChild(said);
      element.after(bar);
    }

    return {
      draw(target) {
        chart = target;
        const first = series(false); // sets the step that the axis names
        if (!first.length)
          return;
        chart.setOption(option(), true);
        if (!bar) {
          buttons();
          chart.on('datazoom', zoomed);
        }
        zoomed();
      },
    };
  }

  /** The events that were given, numbered as in their list. */
  const events = () => {
    const list = postern.findings().events;
    return list ? list.events.map((event, i) => ({ number: i + 1, name: event.label, from: event.from, to: event.to })) : [];
  };

  postern.register('record', element => timeline(element, [{ name: 'contacts', colour: 'count', bins: postern.charts().record }],
    { holes: postern.holes(), events: events() }));

  postern.register('target', (element, of) => timeline(element,
    of.targetCharts.parts.map((part, i) => ({ name: part.source === null ? postern.count(part.sources) + ' others' : part.source || '(unknown)', colour: 'part' + (i + 1), bins: part.bins })),
    { told: ofPairs(of.target.pairs), blocks: of.targetCharts.blocks, holes: postern.holes(of.target.pairs.map(pair => pair.kind)), events: events() }));

  postern.register('timeline', (element, of) => timeline(element, [{ name: 'contacts', colour: 'count', bins: of.pairCharts.bins }],
    { told: ofPair(of.pair), blocks: of.pairCharts.blocks, holes: postern.holes([of.pair.kind]), events: events() }));
})(window.postern = window.postern || {});
