import * as v from 'valibot';

/** How the hub reaches the router and the engine; the first tab says it, later ones renew it. */
export interface HubAccess {
  readonly router?:
    | {
        readonly ubus: string;
        readonly program: string;
        readonly luci?: { readonly url: string; readonly token: string } | undefined;
        readonly session: string;
        readonly engine: string;
      }
    | undefined;
  readonly direct?: { readonly base: string } | undefined;
}

const access = v.object({
  router: v.optional(
    v.object({
      ubus: v.string(),
      program: v.string(),
      luci: v.optional(v.object({ url: v.string(), token: v.string() })),
      session: v.string(),
      engine: v.string(),
    }),
  ),
  direct: v.optional(v.object({ base: v.string() })),
});

const open = v.object({
  type: v.literal('open'),
  id: v.string(),
  transport: v.picklist(['keeper', 'controller', 'direct']),
  operation: v.string(),
  parameters: v.record(v.string(), v.unknown()),
  apiVersion: v.optional(v.string()),
  /** Tabs that ask for the same get the same stream. */
  shared: v.boolean(),
});

const fromTab = v.variant('type', [
  v.object({ type: v.literal('hello'), access }),
  open,
  v.object({ type: v.literal('credit'), id: v.string(), bytes: v.number() }),
  v.object({ type: v.literal('close'), id: v.string() }),
  v.object({ type: v.literal('input') }),
  v.object({ type: v.literal('alive') }),
  v.object({ type: v.literal('bye') }),
]);

const fromHub = v.variant('type', [
  v.object({
    type: v.literal('head'),
    id: v.string(),
    status: v.number(),
    headers: v.array(v.tuple([v.string(), v.string()])),
  }),
  v.object({ type: v.literal('data'), id: v.string(), bytes: v.instance(Uint8Array) }),
  v.object({ type: v.literal('end'), id: v.string() }),
  v.object({ type: v.literal('failed'), id: v.string(), failure: v.string(), message: v.string() }),
  v.object({ type: v.literal('idle'), idle: v.boolean() }),
  v.object({ type: v.literal('forgotten') }),
]);

/** What a tab says to the hub. */
export type FromTab = v.InferOutput<typeof fromTab>;
/** What the hub says to a tab. */
export type FromHub = v.InferOutput<typeof fromHub>;
/** A tab's wish for a stream. */
export type OpenMessage = v.InferOutput<typeof open>;

/** Reads a message of a tab; null for anything else. */
export function readFromTab(value: unknown): FromTab | null {
  const parsed = v.safeParse(fromTab, value);
  return parsed.success ? parsed.output : null;
}

/** Reads a message of the hub; null for anything else. */
export function readFromHub(value: unknown): FromHub | null {
  const parsed = v.safeParse(fromHub, value);
  return parsed.success ? parsed.output : null;
}

/** One end of a way between a tab and the hub: a MessagePort, or one made of a BroadcastChannel. */
export interface Link {
  post(message: FromTab | FromHub): void;
  /** One listener; it gets what arrives from then on (and what has waited for it). */
  listen(listener: (message: unknown) => void): void;
  close(): void;
}
