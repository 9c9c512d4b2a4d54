// Frames as fast as they can be shown: the page's own socket is replaced by one that tells of a walk that goes on and on.
// A frame stands for a quarter of a second of it; FAST is how often one comes (ms).
((FAST) => {
  const walk = (n) => ({ session: 's1', stage: 'walking', protocol: 'P01', segment: 1 + Math.floor(n / 800), segments: 9,
    kind: 'hold', facing: 'backward', missing: [], belt_time_ms: n * 250, distance_m: n / 10, left_ms: 1800000 - n * 250,
    planned: { speed_kmh: 1.6, inclination_percent: 0 }, allowed: { speed_kmh: 1.6, inclination_percent: 0 }, frozen: [],
    change: null, change_in_ms: null, tap_due_ms: null, present: true, heart_rate_bpm: 90 + n % 30,
    heart_rate_limit_bpm: 150 });
  const machine = (id, n) => ({ id, label: id, link: 'linked', belt: 'running', latched: null, alarms: [],
    speed_kmh: 1.6 + Math.sin(n / 9) / 10, speed_age_ms: 10, address: id, name: id, identity: 'bound', latched_by: null,
    guarded: true, inclination_percent: 0, commanded: null, cap: null, lease: null, walk: walk(n), strap: null });
  const machines = (n) => ['left', 'right'].map((id) => machine(id, n));
  window.WebSocket = class {
    static OPEN = 1;
    readyState = 1;
    constructor() {
      setTimeout(() => {
        this.onopen?.();
        this.tell({ type: 'hello', run: 'r', frame_interval_ms: 250, ack_within_ms: 10000 });
        this.tell({ type: 'you', client: 'c', name: 'n', role: 'site admin' });
        this.tell({ type: 'snapshot', seq: 0, treadmills: machines(0) });
        this.frames();
      });
    }
    tell(message) { this.onmessage?.({ data: JSON.stringify(message) }); }
    frames() {
      let n = 0;
      window.frames_told = () => n;
      setInterval(() => {
        n += 1;
        this.tell({ type: 'telemetry', frame: n, now_ms: n * 250, treadmills: machines(n) });
      }, FAST);
    }
    send() {}
    close() {}
  };
})(10);
