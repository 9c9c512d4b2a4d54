"""The numbers the safety core decides by, each with its reason. Speeds 0.01 km/h, inclinations 0.1 %, times ms.

The values are design values of the clinical review (§4.2), to be confirmed by a physiotherapist and on every model.
"""

# ── time ────────────────────────────────────────────────────────────────────────────────────────────
# The core looks at the world four times a second; no ramp is integrated over more than one tick (SR-27).
TICK = 250
# A step call this late means the program or its computer stood still: no catching up (SR-27).
GAP_FREEZE = 1_000
# Three missed FTMS records; whatever happened meanwhile is unknown (SR-27).
GAP_STOP = 3_000

# ── ramps ───────────────────────────────────────────────────────────────────────────────────────────
# 0.10 mph rounded down: small steps bound the jerk of belts that accelerate at their own rate (SR-4).
STEP_UP = 16
# At most one step up a second (SR-4).
STEP_UP_APART = 1_000
# At most two writes a second leave the link free for a stop.
WRITE_APART = 500
# The belt follows when it is within this of the last command (SR-6).
FOLLOWING = 20
# A belt that has not followed by now will not (SR-6).
FOLLOW_WITHIN = 5_000

# ── telemetry ───────────────────────────────────────────────────────────────────────────────────────
# FTMS sends about once a second: one record missed, two, three (SR-19).
STALE_FREEZE = 1_500
STALE_WARN = 2_000
STALE_STOP = 3_000
# Same speed with counters that stand still: a treadmill that repeats itself tells nothing (SR-19).
STUCK = 5_000
# Where distance alone counts, whole metres must come by twice in that time for their standing still to mean anything:
# 2 m in 5 s are 1.44 km/h.
STUCK_BY_DISTANCE = 144
# A start needs a measurement no older than one record (SR-8).
FRESH = 1_000

# ── overspeed and what the console does ─────────────────────────────────────────────────────────────
# Resolution 0.1 plus accuracy class plus one sample of noise (SR-16).
OVER_SOFT = 30
OVER_SOFT_FOR = 1_000
OVER_SOFT_SAMPLES = 2
# Nothing legitimate is this far above the cap (SR-16).
OVER_HARD = 80
# Above what was asked for by more than noise: somebody pressed + (SR-18).
RISE = 50
RISE_FOR = 2_000
# Below what was asked for by more than noise: somebody pressed minus (SR-17).
FALL = 30
FALL_FOR = 2_000
# Measured and asked differ as miles and kilometres do (units.UNIT_RATIOS), steadily (H9).
UNIT_FOR = 3_000

# ── inclination ─────────────────────────────────────────────────────────────────────────────────────
# 0.5 % every 5 s is 0.1 %/s: a fifteenth of what the mechanism may do, each move below 0.3° (SR-28).
INCLINE_STEP = 5
INCLINE_APART = 5_000
# Speed and inclination never change together (SR-28).
INCLINE_CLEAR = 3_000
# The belt may start only when flatter than this (SR-8).
INCLINE_START = 10
# Read back 1 % off for 15 s: the motor is elsewhere, or counts in degrees (SR-28, H10).
INCLINE_OFF = 10
INCLINE_OFF_FOR = 15_000

# ── standing, starting, stopping ────────────────────────────────────────────────────────────────────
# Below this the belt counts as standing: FTMS machines show 0.1 km/h of noise at rest.
ZERO = 20
# Measured at zero this often and this long is a standstill (stop complete).
ZERO_SAMPLES = 3
ZERO_FOR = 2_000
# A start or a turn needs a longer standstill (SR-8, SR-33).
STAND_FOR = 3_000
# Turning round on the rails takes this long at the least (SR-33).
TURN_FOR = 15_000
# Above this in two samples the belt moves (SR-13).
MOVING = 30
MOVING_SAMPLES = 2
# Consent goes stale (SR-8).
READY_FOR = 15_000
# Consumer practice: a countdown, standing on the side rails.
COUNTDOWN = 5_000
# Treadmills add a countdown of 3 to 5 s of their own; after this a start has failed (SR-9), and only after this does a
# stop answered "Operation Failed" during that countdown count as obeyed.
START_WITHIN = 10_000
# After a stop, motion nobody asked for is a restart by the machine (SR-13).
GUARD_FOR = 60_000
# A stop that works shows in the measured speed: 0.3 km/h in 2.0 s (SR-15).
FALLING = 30
FALLING_WITHIN = 2_000
# Escalation writes are half a second apart, five rounds of Stop → minimum → Pause, then Stop every 2 s (SR-15).
ESCALATE_APART = 500
ESCALATE_ROUNDS = 5
REPEAT_APART = 2_000
# Zero must be measured by 4 s + 2 s for each km/h: one machine takes 1.75 s per km/h (SR-15).
STOP_WITHIN = 4_000
STOP_WITHIN_PER_KMH = 2_000

# ── link ────────────────────────────────────────────────────────────────────────────────────────────
# 3 s are 2.7 m of belt at 2 mph: beyond that a link that comes back finds a stranger's belt (SR-21).
REJOIN_WITHIN = 3_000
# Machines replay an old status when somebody subscribes (SR-22); it comes at once.
REPLAYED_STATUS = 2_000

# ── guard and lease ─────────────────────────────────────────────────────────────────────────────────
# A guard that crashed is started again within a second or two; a walk does not go on for longer without one.
UNGUARDED_FOR = 5_000
# A lease outlives two lost renewals of a page that renews it every 3 s, and no page that was closed (SR-29).
LEASE_FOR = 10_000
# Nobody has held the lease for as long as a page needs to load anew: the walk winds down.
UNLEASED_FOR = 10_000

# Nobody has touched a standing treadmill for this long: it is let go of, so that no child finds it armed (SR-37, H25).
IDLE_FOR = 10 * 60_000
# A console's key counts as somebody's presence only this long after we last asked the belt for anything: machines tell
# late of what was asked of them (SR-32).
PRESENCE_AFTER = 10_000
# A console moves the inclination by half a per cent at the least; less is noise (SR-32).
PRESENCE_INCLINE = 5
# Start and stop at a console take less; a belt that runs for longer carries somebody (SR-32, H14).
PRESENCE_RUN = 30_000

# ── spotter ─────────────────────────────────────────────────────────────────────────────────────────
# A spotter says "still here" once a minute; a quarter of a minute late the belt slows to its minimum, and stops 30 s
# after that (an enabling device that is let go of, IEC 62745).
TAP_DUE = 60_000
TAP_SLOW = 75_000
TAP_STOP = 105_000

# ── heart rate ──────────────────────────────────────────────────────────────────────────────────────
# What a walker's heart can do, in beats a minute; straps tell 0 off the skin and 255 when they do not know.
HEART_LEAST = 30
HEART_MOST = 220
# No heart changes by more than this between two values: the strap slipped, or it is another's.
HEART_JUMP = 30
# After a gap, a jump or a loss so many values in a row must agree before they are believed.
HEART_AGREE = 3
# Straps tell one value a second: five missed.
HEART_STALE = 5_000
# 85 % of the greatest rate, 208 - 0.7 x age (Tanaka 2001): backward walking costs 17 to 20 % more than forward.
HEART_SHARE = 85
# Whose age nobody told is taken for one of the oldest who walk like any adult.
HEART_AGE_UNTOLD = 65
# A limit that a person or clinician sets: below the least nobody would walk, above the most it would limit nothing.
HEART_LIMIT_LEAST = 60
HEART_LIMIT_MOST = 220
# Above the limit for this long, the belt slows by a step (NUDGE); and again for as long as it stays above.
HEART_HIGH_FOR = 10_000
# Above by more than this for this long after the first step is due, it stops.
HEART_FAR = 5
HEART_FAR_FOR = 20_000
# Above for this long on a belt that cannot go slower, the walk winds down: a heart takes a minute to calm.
HEART_AT_MINIMUM = 60_000
# A strap that falls silent is told at once and after 30 s, and the walk winds down after a minute: medical treadmills'
# convention, and no abrupt stop (h/p/cosmos cardio mode).
HEART_BEEP_APART = 30_000
HEART_LOST_FOR = 60_000

# ── walk ────────────────────────────────────────────────────────────────────────────────────────────
# Every automatic change is told this long before (SR-40), and the next one is looked for a second earlier.
ANNOUNCE = 3_000
ANNOUNCE_AHEAD = 4_000
# After every start the minimum is kept at least this long (SR-10).
SETTLE = 20_000
# Nobody has to find their feet on an empty belt; after this it runs evenly, and what it does at its minimum is seen.
SETTLE_UNLOADED = 5_000
# A nudge is 0.1 mph; the first one up only after a minute at the speed (library P13).
NUDGE = 16
NUDGE_UP_AFTER = 60_000
# The longest bout in the trials: nobody walks longer, whoever puts it off (SR-39).
BELT_TIME = 30 * 60_000
# The belt-time limit may be put off once, by this (SR-39).
SNOOZE = 60_000
# Every cap of a treadmill nobody has measured is derated so that a mile taken for a kilometre lands at the cap, not
# above it (SR-24): 0.62, as per cent.
DERATE = 62
# A treadmill that starts faster than this is refused to novices (SR-7): 0.8 mph, rounded down.
NOVICE_MINIMUM = 128
