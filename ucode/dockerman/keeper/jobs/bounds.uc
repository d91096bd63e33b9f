/*
 * What bounds jobs. An hour of a pull's messages must take no more memory than its first minute.
 */

'use strict';

/* At work at the same time; kept after their end, and for how long (milliseconds). */
export const RUNNING = 8;
export const KEPT = 50;
export const KEPT_MS = 24 * 3600 * 1000;

/* Jobs that are no more, as the stream of jobs remembers them for browsers that have not heard of it. */
export const GONE = 100;

/* Milliseconds between news of jobs. */
export const NEWS = 250;

/* Bytes of a job's log, and of all logs of jobs that have ended together: the oldest ones go. */
export const LOG_BYTES = 64 * 1024;
export const LOGS_BYTES = 768 * 1024;

/* Layers of one job: images have at most 127, the engine's own limit (docs.docker.com, storage drivers). */
export const PARTS = 160;

/* The longest message of an engine that is read, and an answer of JSON. */
export const MESSAGE_BYTES = 64 * 1024;
export const ANSWER_BYTES = 512 * 1024;

/* Bytes of a text that is shown of a job: a parameter, all of them, a message, a layer's status. All jobs together must fit into one message of
 * ubus. */
export const PARAMETER_SHOWN = 256;
export const PARAMETERS_SHOWN = 1024;
export const MESSAGE_SHOWN = 1024;
export const STATUS_SHOWN = 96;

/* Pieces in which files are read and written: musl maps and unmaps strings above 26,188 bytes. */
export const FILE_PIECE = 24 * 1024;

/* Milliseconds that an engine may take to tell how large a file will be. */
export const ESTIMATE_WAIT = 8000;

/* Milliseconds: a write to a file that takes as long keeps others waiting. */
export const SLOW_WRITE = 3;

/* Bytes that must stay free on a file system that a job writes to, and between two looks at it. */
export const SPACE_LEFT = 8 * 1024 * 1024;
export const SPACE_LOOK = 4 * 1024 * 1024;

/* Of the router's memory that must stay available while a file in memory (tmpfs) grows. */
export const MEMORY_LEFT = 32 * 1024 * 1024;
