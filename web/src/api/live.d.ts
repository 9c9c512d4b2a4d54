// Made from docs/api by `scripts/web types`; never edited.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Hello
         * @description The first message. `run` tells this run of the gateway from the one before.
         */
        Hello: {
            /**
             * Type
             * @constant
             */
            type: "hello";
            /** Run */
            run: string;
            /** Frame Interval Ms */
            frame_interval_ms: number;
            /** Ack Within Ms */
            ack_within_ms: number;
        };
        /**
         * You
         * @description Who the viewer is, after the hello and after every login.
         */
        You: {
            /**
             * Type
             * @constant
             */
            type: "you";
            /** Client */
            client: string;
            /** Name */
            name: string;
            /** Role */
            role: string;
        };
        /**
         * CapView
         * @description The limits in force, each with the layer it is from, and the person or file that set it ("" = it is built in).
         */
        CapView: {
            /** Speed Kmh */
            speed_kmh: number | null;
            /** Speed Source */
            speed_source: string | null;
            /** Speed Set By */
            speed_set_by: string;
            /** Inclination Percent */
            inclination_percent: number | null;
            /** Inclination Source */
            inclination_source: string | null;
            /** Inclination Set By */
            inclination_set_by: string;
        };
        /**
         * LeaseView
         * @description Who may start and raise; `fencing` is the number of the lease, which only goes up.
         */
        LeaseView: {
            /** Holder */
            holder: string;
            /** Fencing */
            fencing: number;
            /** Left Ms */
            left_ms: number | null;
        };
        /**
         * NextView
         * @description Where the next change leads, after caps; a figure is None where it stays, and before a turn or a rest.
         */
        NextView: {
            /** Kind */
            kind: string;
            /** Facing */
            facing: string;
            /** Speed Kmh */
            speed_kmh: number | null;
            /** Inclination Percent */
            inclination_percent: number | null;
            /** Says */
            says: string;
        };
        /**
         * SetpointView
         * @description Belt speed and inclination.
         */
        SetpointView: {
            /** Speed Kmh */
            speed_kmh: number;
            /** Inclination Percent */
            inclination_percent: number;
        };
        /**
         * TreadmillView
         * @description One treadmill. Link and belt are told apart; `speed_kmh` is measured, `commanded` is what it was asked for.
         *
         *     `why`: why it is not linked. `strap`: the heart-rate strap that was worn there last; `strap_is`: how it stands with
         *     the one of this walk: searching, heard or given up.
         *     What anybody may see ends with `speed_age_ms`; the rest is for those who were let in.
         */
        TreadmillView: {
            /** Id */
            id: string;
            /** Label */
            label: string;
            /** Link */
            link: string;
            /** Belt */
            belt: string;
            /** Latched */
            latched: string | null;
            /** Alarms */
            alarms: string[];
            /** Speed Kmh */
            speed_kmh: number | null;
            /** Speed Age Ms */
            speed_age_ms: number | null;
            /**
             * Address
             * @default null
             */
            address?: string | null;
            /**
             * Name
             * @default null
             */
            name?: string | null;
            /**
             * Identity
             * @default null
             */
            identity?: string | null;
            /**
             * Why
             * @default null
             */
            why?: string | null;
            /**
             * Latched By
             * @default null
             */
            latched_by?: string | null;
            /**
             * Guarded
             * @default null
             */
            guarded?: boolean | null;
            /**
             * Inclination Percent
             * @default null
             */
            inclination_percent?: number | null;
            /** @default null */
            commanded?: components["schemas"]["SetpointView"] | null;
            /** @default null */
            cap?: components["schemas"]["CapView"] | null;
            /** @default null */
            lease?: components["schemas"]["LeaseView"] | null;
            /** @default null */
            walk?: components["schemas"]["WalkView"] | null;
            /**
             * Strap
             * @default null
             */
            strap?: string | null;
            /**
             * Strap Is
             * @default null
             */
            strap_is?: string | null;
        };
        /**
         * WalkView
         * @description The walk on a treadmill as it stands. `left_ms`: until its end as planned from here.
         *
         *     person, supervisor: ids. next: None = the walk ends after this segment. countdown_ms: until the belt is started;
         *     ready_in_ms: until READY may be given at a turn or rest; not_ready: why it would be refused now; steady: whether
         *     that was said since the start. heart_rate_bpm: as a strap tells it and as it is believed now, None = no strap, or
         *     not believed.
         */
        WalkView: {
            /** Session */
            session: string | null;
            /** Person */
            person: string | null;
            /** Supervisor */
            supervisor: string | null;
            /** Level */
            level: string | null;
            /** Stage */
            stage: string;
            /** Protocol */
            protocol: string;
            /** Segment */
            segment: number;
            /** Segments */
            segments: number;
            /** Kind */
            kind: string | null;
            /** Facing */
            facing: string | null;
            /** Missing */
            missing: string[];
            /** Belt Time Ms */
            belt_time_ms: number;
            /** Distance M */
            distance_m: number;
            /** Left Ms */
            left_ms: number | null;
            planned: components["schemas"]["SetpointView"] | null;
            allowed: components["schemas"]["SetpointView"] | null;
            /** Frozen */
            frozen: string[];
            /** Change */
            change: string | null;
            /** Change In Ms */
            change_in_ms: number | null;
            next: components["schemas"]["NextView"] | null;
            /** Countdown Ms */
            countdown_ms: number | null;
            /** Ready In Ms */
            ready_in_ms: number | null;
            /** Not Ready */
            not_ready: string | null;
            /** Steady */
            steady: boolean;
            /** Tap Due Ms */
            tap_due_ms: number | null;
            /** Present */
            present: boolean | null;
            /** Heart Rate Bpm */
            heart_rate_bpm: number | null;
            /** Heart Rate Limit Bpm */
            heart_rate_limit_bpm: number | null;
        };
        /**
         * Snapshot
         * @description Everything as it stands at event `seq`.
         */
        Snapshot: {
            /**
             * Type
             * @constant
             */
            type: "snapshot";
            /** Seq */
            seq: number;
            /** Treadmills */
            treadmills: components["schemas"]["TreadmillView"][];
        };
        /**
         * Telemetry
         * @description All treadmills, four times a second; the next one comes after this one's acknowledgement.
         */
        Telemetry: {
            /**
             * Type
             * @constant
             */
            type: "telemetry";
            /** Frame */
            frame: number;
            /** Now Ms */
            now_ms: number;
            /** Treadmills */
            treadmills: components["schemas"]["TreadmillView"][];
        };
        /**
         * EventView
         * @description One event in a flat envelope with the attributes of CloudEvents.
         */
        EventView: {
            /** Specversion */
            specversion: string;
            /** Id */
            id: string;
            /** Source */
            source: string;
            /** Type */
            type: string;
            /** Time */
            time: string;
            /** Seq */
            seq: number;
            /** Data */
            data: {
                [key: string]: unknown;
            };
        };
        /**
         * Happened
         * @description What has happened, in order; no event is ever left out. Those of 30 ms may come together.
         */
        Happened: {
            /**
             * Type
             * @constant
             */
            type: "events";
            /** Events */
            events: components["schemas"]["EventView"][];
        };
        /**
         * Reset
         * @description What was asked for is not kept any more: a snapshot follows.
         */
        Reset: {
            /**
             * Type
             * @constant
             */
            type: "reset";
            /** Seq */
            seq: number;
        };
        /**
         * Leased
         * @description A lease was renewed.
         */
        Leased: {
            /**
             * Type
             * @constant
             */
            type: "lease";
            /** Treadmill */
            treadmill: string;
            /** Lease */
            lease: number;
            /** Left Ms */
            left_ms: number;
        };
        /**
         * PartView
         * @description One treadmill's share of a stop; times in ms since the request.
         */
        PartView: {
            /** State */
            state: string;
            /** Delivery */
            delivery: string;
            /** Written Ms */
            written_ms: number | null;
            /** Acknowledged Ms */
            acknowledged_ms: number | null;
            /** Confirmed Ms */
            confirmed_ms: number | null;
            /** Unconfirmed Ms */
            unconfirmed_ms: number | null;
        };
        /**
         * StopView
         * @description What became of a stop: `state` is that of the treadmill that is furthest behind.
         */
        StopView: {
            /** Id */
            id: string;
            /** State */
            state: string;
            /** Scope */
            scope: string;
            /** Reason */
            reason: string;
            /** Sources */
            sources: string[];
            /** Presses */
            presses: number;
            /** Requested At */
            requested_at: string;
            /** Treadmills */
            treadmills: {
                [key: string]: components["schemas"]["PartView"];
            };
        };
        /**
         * Stopped
         * @description A stop was done.
         */
        Stopped: {
            /**
             * Type
             * @constant
             */
            type: "stop";
            stop: components["schemas"]["StopView"];
        };
        /**
         * Line
         * @description One thing that is wrong with a text that was sent, such as a protocol: line and column from 1.
         */
        Line: {
            /** Line */
            line: number;
            /** Column */
            column: number;
            /** Field */
            field: string;
            /** Message */
            message: string;
        };
        /**
         * Problem
         * @description RFC 9457.
         */
        Problem: {
            /** Type */
            type: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /** Detail */
            detail: string;
            /** Instance */
            instance: string;
            /** Code */
            code: string;
            /** Trace Id */
            trace_id: string;
            /**
             * Limit
             * @default null
             */
            limit?: string | null;
            /**
             * Limited By
             * @default null
             */
            limited_by?: string[] | null;
            /**
             * Fields
             * @default null
             */
            fields?: {
                [key: string]: string;
            } | null;
            /**
             * Retry After Ms
             * @default null
             */
            retry_after_ms?: number | null;
            /**
             * Lines
             * @default null
             */
            lines?: components["schemas"]["Line"][] | null;
            /**
             * Stop
             * @default null
             */
            stop?: string | null;
        };
        /**
         * Refused
         * @description What was asked for was not done.
         */
        Refused: {
            /**
             * Type
             * @constant
             */
            type: "problem";
            problem: components["schemas"]["Problem"];
        };
        /**
         * Ack
         * @description The frame of this number was shown.
         */
        Ack: {
            /**
             * Type
             * @constant
             */
            type: "ack";
            /** Frame */
            frame: number;
        };
        /**
         * Login
         * @description Who looks: a token, for those that have no cookie.
         */
        Login: {
            /**
             * Type
             * @constant
             */
            type: "login";
            /** Token */
            token: string;
        };
        /**
         * Renew
         * @description Keep the lease of a treadmill.
         */
        Renew: {
            /**
             * Type
             * @constant
             */
            type: "renew";
            /** Treadmill */
            treadmill: string;
            /** Lease */
            lease: number;
        };
        /**
         * Since
         * @description Tell again what happened after this event of this run.
         */
        Since: {
            /**
             * Type
             * @constant
             */
            type: "since";
            /** Run */
            run: string;
            /** Seq */
            seq: number;
        };
        /** @description Stop one treadmill, or every one; recognised before login and before JSON. */
        Stop: {
            /** @constant */
            type: "stop";
            treadmill?: string;
        };
        /** @enum {unknown} */
        EventType: "treadmill.link.changed" | "treadmill.belt.changed" | "treadmill.changed" | "session.state.changed" | "session.cue" | "session.refused" | "stop.requested" | "stop.written" | "stop.acknowledged" | "stop.confirmed" | "stop.unconfirmed" | "latch.set" | "latch.cleared" | "limit.changed" | "lease.changed" | "lease.asked" | "staff.called" | "staff.answered" | "fault.raised" | "fault.cleared" | "input.lost" | "input.restored" | "gateway.health";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
