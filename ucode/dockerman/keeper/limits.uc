/*
 * What bounds the keeper. A router has little memory and everything below is reachable from a browser, so nothing in
 * the keeper grows without one of these.
 */

'use strict';

/* Bytes that all byte streams together may hold for their readers, and what a single one may hold at most. */
export const STREAMS_BYTES = 4 * 1024 * 1024;
export const STREAM_BYTES = 512 * 1024;

/* Bytes in one reply. As base64 they are 350 kB: ubusd keeps at most 1 MiB for uhttpd, all senders together, and drops the rest without
 * a word (ubusd.c, ubus_msg_enqueue). A browser that asks again every 44 ms still gets 6 MB/s. */
export const REPLY_BYTES = 256 * 1024;

export const CLIENTS = 32;
export const STREAMS_PER_CLIENT = 16;
export const STREAMS = 96;

/* What one session may have of both, so that nobody keeps the others out. */
export const CLIENTS_PER_SESSION = 8;
export const STREAMS_PER_SESSION = 48;

/* The events that a shared connection keeps for readers that are behind; the longest event that is passed on. */
export const EVENTS = 1024;
export const EVENTS_BYTES = 256 * 1024;
export const EVENT_BYTES = 128 * 1024;

/* Containers in one Statistics stream, and connections to the engine for statistics in all. */
export const WATCHED_PER_STREAM = 128;
export const WATCHED = 256;

/* The longest statistics sample of one container: 2 kB and 20 bytes more per core in practice. */
export const SAMPLE_BYTES = 64 * 1024;

/* The longest error body of an engine that is passed on. */
export const ERROR_BYTES = 16 * 1024;

/* Seconds that a call waits at most: uhttpd gives up after 60, rpcd's clients after 30. */
export const WAIT_SECONDS = 25;

/* Milliseconds. */
export const CLIENT_SILENT = 60000;
export const SWEEP = 15000;
export const HEAD_WAIT = 5000;
export const SESSION_TRUST = 3000;

/* Milliseconds to the first figures of containers: the engine samples once a second. */
export const FIRST_FIGURES = 1100;

/* Milliseconds that an answer waits for what may follow: after a silence, and while the last one was just now. A browser's
 * kept connection delays an answer by 40 ms unless the call has waited for 100, so that waiting costs nothing. */
export const GATHER_QUIET = 15;
export const GATHER_BUSY = 100;

/* Milliseconds between tries to reach an engine, and how long an unused connection is kept for who comes back. */
export const RETRY_FIRST = 500;
export const RETRY_LONGEST = 15000;
export const LINGER = 4000;

/* Consoles: how many, the output that each keeps, what waits for its program at most, and the bytes of a command and of one input. */
export const CONSOLES = 16;
export const CONSOLE_RING = 64 * 1024;
export const CONSOLE_UNSENT = 256 * 1024;
export const CONSOLE_COMMAND = 8 * 1024;
export const CONSOLE_INPUT = 64 * 1024;

/* Seconds without input after which a console is closed, where nothing is configured. */
export const CONSOLE_IDLE = 3600;

/* Milliseconds between looks at the sessions of consoles; until an engine must have answered; how long output follows a key at
 * once; how long output is let go after a key that stops a program; and how long a console rests that floods while nobody reads. */
export const CONSOLE_WATCH = 5000;
export const CONSOLE_ASK = 20000;
export const CONSOLE_ECHO = 400;
export const CONSOLE_LET_GO = 300;
export const CONSOLE_REST = 100;

/* Transfers: how many; what the ring of one may have, and all rings together, as parts of the free memory (a share of it); the pieces in
 * which they are filled: musl maps and unmaps strings above 26,188 bytes. */
export const TRANSFERS = 8;
export const RING_LEAST = 512 * 1024;
export const RING_MOST = 8 * 1024 * 1024;
export const RINGS_SHARE = 8;
export const TRANSFER_PIECE = 24 * 1024;

/* Bytes of a slice: over ubus outwards (256 KiB as base64) and inwards (uhttpd takes 64 KiB for a call), and through the CGI program. */
export const READ_BYTES = 192 * 1024;
export const WRITE_BYTES = 47 * 1024;
export const SLICE_BYTES = 4 * 1024 * 1024;

/* Slices of one upload that are on their way into the router at the same time: two, and what was left behind by broken ones. */
export const SLICES_COMING = 4;

/* Milliseconds: a transfer that nobody asks for ends; how long a slice waits for its first byte, and for more behind it. */
export const TRANSFER_SILENT = 300000;
export const SLICE_WAIT = 1000;
export const SLICE_GATHER = 100;

/* Tickets for files on the router; the oldest goes. */
export const TICKETS = 64;
