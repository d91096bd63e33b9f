/** Jobs at work at the same time. */
export const running = 8;
/** Jobs kept after their end, and for how long (milliseconds). */
export const kept = 50;
export const keptFor = 24 * 3600_000;
/** Milliseconds between news of jobs. */
export const newsEvery = 250;
/** Milliseconds after which a stream that has nothing to tell sends an empty line: proxies end silent ones after a minute. */
export const heartbeat = 20_000;
/** Bytes of a job's log. */
export const logBytes = 64 * 1024;
/** Milliseconds that a job waits for the body that its browser has promised. */
export const bodyWithin = 5 * 60_000;
/** Bytes of a JSON answer that is read for what it says. */
export const answerBytes = 512 * 1024;
/** Bytes of a request that starts a job. */
export const startBytes = 256 * 1024;
/** Characters of what is shown of a job: a parameter, and a message. */
export const parameterShown = 256;
export const messageShown = 1024;
/** Registries with credentials, and bytes of a user's name and of a password (cloud registries have tokens of some 2,500). */
export const registries = 32;
export const userBytes = 256;
export const passwordBytes = 8192;
