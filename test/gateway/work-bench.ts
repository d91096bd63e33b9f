import type { IncomingMessage, ServerResponse } from 'node:http';
import { fakeEngine, type FakeEngine } from './fake-engine';
import { gatewayUnderTest, type GatewayUnderTest } from './gateway-under-test';

/** A gateway, and the fake engine behind it. */
export interface Bench {
  readonly gateway: GatewayUnderTest;
  readonly engine: FakeEngine;
}

/** What starts a pull. */
export const pull = { operation: 'ImageCreate', parameters: { fromImage: 'nginx', tag: '1' } };

/** A message of the engine. */
export const line = (value: object) => `${JSON.stringify(value)}\r\n`;

/** Starts a gateway before a fake engine that answers so; `state` is the folder of what outlives the gateway. */
export async function bench(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  options: { readonly state?: string } = {},
): Promise<Bench> {
  const engine = await fakeEngine(answer);
  return { engine, gateway: await gatewayUnderTest({ engines: [engine.setting], ...options }) };
}
