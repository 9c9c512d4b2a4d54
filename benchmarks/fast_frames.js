// A walk of half an hour, told as fast as it is taken: the page's own socket is replaced by one that tells frames and events
// of a walk that goes on and on, and its clock by the walk's. A frame is a quarter of a second of it.
//
// window.tell_until(frames, at_once): tells until so many were told, at_once in one task; resolves when they are.
(() => {
  const EVERY_MS = 250;
  // A segment lasts a minute; its end is counted down for ten seconds and announced four before, as the core does.
  const SEGMENT = 240;
  const RING_MS = 10_000;
  const CUE_MS = 4_000;
  const SEGMENTS = 60;
  const at = (n) => ({ segment: Math.floor(n / SEGMENT), left_ms: (SEGMENT - (n % SEGMENT)) * EVERY_MS });
  const speedOf = (segment) => (segment % 2 === 0 ? 1.6 : 2);
  const setpoint = (segment) => ({ speed_kmh: speedOf(segment), inclination_percent: (segment % 3) / 2 });
  const cueOf = (segment) => (speedOf(segment + 1) > speedOf(segment) ? 'speed_up' : 'speed_down');

  const ahead = (n) => {
    const { segment, left_ms } = at(n);
    if (left_ms > RING_MS) return { change: null, change_in_ms: null, next: null };
    return { change: cueOf(segment), change_in_ms: left_ms, next: { ...setpoint(segment + 1), facing: 'backward', says: '' } };
  };
  const walk = (n) => ({ session: 's1', person: null, supervisor: null, level: 'first', stage: 'walking', protocol: 'P01',
    segment: at(n).segment, segments: SEGMENTS, kind: 'hold', facing: 'backward', missing: [], belt_time_ms: n * EVERY_MS,
    distance_m: n / 10, left_ms: Math.max(0, SEGMENTS * SEGMENT - n) * EVERY_MS, planned: setpoint(at(n).segment),
    allowed: setpoint(at(n).segment), frozen: [], ...ahead(n), countdown_ms: null, ready_in_ms: null, not_ready: null,
    steady: true, tap_due_ms: null, present: true, heart_rate_bpm: 90 + (n % 30), heart_rate_limit_bpm: 150 });
  const machine = (id, n) => ({ id, label: id, link: 'linked', belt: 'running', latched: null, alarms: [],
    speed_kmh: speedOf(at(n).segment) + Math.sin(n / 9) / 10, speed_age_ms: 10, address: id, name: id, identity: 'bound',
    latched_by: null, guarded: true, inclination_percent: 0, commanded: setpoint(at(n).segment), cap: null, lease: null,
    walk: walk(n), strap: 's' });
  // The treadmill that is looked at, and one beside it.
  const here = location.hash.split('/')[2] ?? 'left';
  const machines = (n) => [here, 'beside'].map((id) => machine(id, n));

  let n = 0;
  let seq = 0;
  let socket;
  performance.now = () => n * EVERY_MS;

  const event = (type, data) => {
    seq += 1;
    const source = `/treadmills/${here}`;
    const time = new Date(n * EVERY_MS).toISOString();
    socket.tell({ type: 'events', events: [{ specversion: '1.0', id: `r/${seq}`, source, type, time, seq, data }] });
  };
  // What is heard of a segment: its announcement, its beginning, and now and then that it was held and that it goes on.
  const events = () => {
    const { segment, left_ms } = at(n);
    if (left_ms === CUE_MS) event('session.cue', { cue: cueOf(segment), in_ms: CUE_MS, text: '', ...setpoint(segment + 1) });
    if (n % SEGMENT === 0) event('session.state.changed', { stage: 'walking', segment });
    if (n % SEGMENT === 60) event('session.cue', { cue: 'held', in_ms: 0, text: '', speed_kmh: null, inclination_percent: null });
    if (n % SEGMENT === 80) event('session.state.changed', { stage: 'walking', segment });
  };
  const frame = () => {
    n += 1;
    socket.tell({ type: 'telemetry', frame: n, now_ms: n * EVERY_MS, treadmills: machines(n) });
    events();
  };
  window.frames_told = () => n;
  window.events_told = () => seq;
  window.tell_until = (frames, at_once = 1) => new Promise((done) => {
    const some = () => {
      for (let told = 0; told < at_once && n < frames; told += 1) frame();
      if (n < frames) setTimeout(some);
      else done();
    };
    some();
  });

  window.WebSocket = class {
    static OPEN = 1;
    readyState = 1;
    constructor() {
      socket = this;
      setTimeout(() => {
        this.onopen?.();
        this.tell({ type: 'hello', run: 'r', frame_interval_ms: EVERY_MS, ack_within_ms: 10000 });
        this.tell({ type: 'you', client: 'c', name: 'n', role: 'site admin' });
        this.tell({ type: 'snapshot', seq: 0, treadmills: machines(0) });
      });
    }
    tell(message) { this.onmessage?.({ data: JSON.stringify(message) }); }
    send() {}
    close() {}
  };

  // What the chart asks for once, of a walk that the gateway does not know.
  const step = (_, segment) => ({ segment, kind: 'hold', facing: 'backward', begins_s: segment * 60, ramps_s: 2, lasts_s: 60,
    wanted_kmh: speedOf(segment), allowed_kmh: speedOf(segment), wanted_percent: 0, allowed_percent: 0, speed_by: null,
    inclination_by: null });
  const KNOWN = { 's1/plan': { walked_s: SEGMENTS * 60, steps: Array.from({ length: SEGMENTS }, step) }, 's1/samples': [] };
  const asked = window.fetch.bind(window);
  window.fetch = async (where, how) => {
    const known = Object.entries(KNOWN).find(([path]) => String(where).split('?')[0].endsWith(path));
    return known === undefined ? asked(where, how) : Response.json(known[1]);
  };
})();
