import { asInteger, asObject } from '../transport/read-json';

/** How the hub reaches the router; each tab says it, and the last word counts. */
export interface HubAccess {
  readonly router?:
    | { readonly ubus: string; readonly program: string; readonly session: string; readonly engine: string }
    | undefined;
}

/** Where a stream comes from, checked and spelled out by the tab: the hub knows no table of operations. */
export type Source =
  | {
      readonly transport: 'keeper';
      readonly method: 'view' | 'operate' | 'admin';
      readonly operation: string;
      readonly parameters: Readonly<Record<string, string | readonly string[]>>;
      readonly apiVersion: string;
    }
  /** `target` stands behind the CGI program's address. */
  | { readonly transport: 'controller'; readonly target: string }
  /** The engine itself. A gateway's session is the tab's own, and for this address alone. */
  | { readonly transport: 'direct'; readonly url: string; readonly token?: string | undefined };

/** A tab's wish for a stream. Tabs that ask for the same `shared` one get the same. */
export interface OpenMessage {
  readonly type: 'open';
  readonly id: string;
  readonly source: Source;
  readonly shared: boolean;
  /** A tab that comes later to the same stream is told what has been said: the jobs as they are. */
  readonly keeps?: 'jobs' | undefined;
}

/** What a tab says to the hub. */
export type FromTab =
  | OpenMessage
  | { readonly type: 'hello'; readonly access: HubAccess }
  | { readonly type: 'credit'; readonly id: string; readonly bytes: number }
  | { readonly type: 'close'; readonly id: string }
  | { readonly type: 'input' | 'alive' | 'bye' };

/** What the hub says to a tab. */
export type FromHub =
  | {
      readonly type: 'head';
      readonly id: string;
      readonly status: number;
      readonly headers: readonly (readonly [string, string])[];
    }
  | { readonly type: 'data'; readonly id: string; readonly bytes: Uint8Array }
  | { readonly type: 'end'; readonly id: string }
  | { readonly type: 'failed'; readonly id: string; readonly failure: string; readonly message: string }
  | { readonly type: 'idle'; readonly idle: boolean }
  /** So many jobs the router has. */
  | { readonly type: 'jobs'; readonly jobs: number }
  | { readonly type: 'forgotten' };

const have = (object: Readonly<Record<string, unknown>> | null, ...names: readonly string[]): boolean =>
  object !== null && names.every((name) => typeof object[name] === 'string');

function isSource(value: unknown): value is Source {
  const source = asObject(value);
  if (!source) return false;
  const { transport, token } = source;
  if (transport === 'controller') return have(source, 'target');
  if (transport === 'direct') return have(source, 'url') && (token === undefined || have(source, 'token'));
  if (transport !== 'keeper' || !have(source, 'method', 'operation', 'apiVersion')) return false;
  return (
    ['view', 'operate', 'admin'].includes(String(source['method'])) && asObject(source['parameters']) !== null
  );
}

function isAccess(value: unknown): value is HubAccess {
  const access = asObject(value);
  if (!access) return false;
  const { router } = access;
  return router === undefined || have(asObject(router), 'ubus', 'program', 'session', 'engine');
}

/** Reads a message of a tab; null for anything else. */
export function readFromTab(value: unknown): FromTab | null {
  const message = asObject(value);
  if (!message) return null;
  const fits = (() => {
    switch (message['type']) {
      case 'input':
      case 'alive':
      case 'bye':
        return true;
      case 'hello':
        return isAccess(message['access']);
      case 'close':
        return have(message, 'id');
      case 'credit':
        return have(message, 'id') && asInteger(message['bytes']) !== undefined;
      case 'open':
        return have(message, 'id') && isSource(message['source']);
    }
    return false;
  })();
  return fits ? (message as unknown as FromTab) : null;
}

/** Reads a message of the hub; null for anything else. */
export function readFromHub(value: unknown): FromHub | null {
  const message = asObject(value);
  if (!message) return null;
  const fits = (() => {
    switch (message['type']) {
      case 'forgotten':
        return true;
      case 'idle':
        return typeof message['idle'] === 'boolean';
      case 'jobs':
        return asInteger(message['jobs']) !== undefined;
      case 'head':
        return (
          have(message, 'id') &&
          asInteger(message['status']) !== undefined &&
          Array.isArray(message['headers'])
        );
      case 'data':
        return have(message, 'id') && message['bytes'] instanceof Uint8Array;
      case 'end':
        return have(message, 'id');
      case 'failed':
        return have(message, 'id', 'failure', 'message');
    }
    return false;
  })();
  return fits ? (message as unknown as FromHub) : null;
}

/** One end of a way between a tab and the hub: a MessagePort, or one made of a BroadcastChannel. */
export interface Link {
  post(message: FromTab | FromHub): void;
  /** One listener; it gets what arrives from then on (and what has waited for it). */
  listen(listener: (message: unknown) => void): void;
  close(): void;
}
