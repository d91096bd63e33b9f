import { http, type RequestHandler } from 'msw';
import { operation, type Operation } from '../../lib/engine/operations';
import type { OperationName } from '../../lib/engine/request';
import { takenApart } from '../large-body';
import { EngineRefusal } from '../refusal';

/** A request as the simulated engine's operations see it. */
export interface Call {
  readonly request: Request;
  /** A parameter of path or query; undefined where it was not given. */
  text(name: string): string | undefined;
  /** A parameter that must be there: those of the path. */
  required(name: string): string;
  flag(name: string): boolean;
  number(name: string): number | undefined;
  /** The body as JSON; `{}` for an empty one, a 400 for one that is none. */
  json(): Promise<unknown>;
  /** The bytes of the body as they come; null where there are none. To be asked for before the answer is given. */
  body(): ReadableStream<Uint8Array> | null;
}

/** What answers an operation. An {@link EngineRefusal} that it throws becomes the engine's error answer. */
export type Resolver = (call: Call) => Response | Promise<Response>;

/** Answers by operation. */
export type Resolvers = Partial<Record<OperationName, Resolver>>;

function matcher(row: Operation): RegExp {
  const path = row.path.replace(/\{(\w+)\}|[.*+?^$()[\]\\|]/g, (found, name: string | undefined) => {
    if (name === undefined) return `\\${found}`;
    return name === 'image' || name === 'plugin' ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`;
  });
  return new RegExp(`^.*?(?:/v1\\.\\d+)?${path}$`);
}

function callOf(request: Request, groups: Readonly<Record<string, string>>): Call {
  const query = new URL(request.url).searchParams;
  const text = (name: string) => {
    const inPath = groups[name];
    return inPath === undefined ? (query.get(name) ?? undefined) : decodeURIComponent(inPath);
  };
  return {
    request,
    text,
    required(name) {
      const value = text(name);
      if (value === undefined || value === '') throw new EngineRefusal(400, `missing parameter ${name}`);
      return value;
    },
    // dockerd's BoolValue: anything but these is true
    flag: (name) => !['', '0', 'no', 'false', 'none'].includes((text(name) ?? '').toLowerCase()),
    number(name) {
      const value = text(name);
      if (value === undefined || value === '') return undefined;
      if (!/^-?\d+$/.test(value)) throw new EngineRefusal(400, `invalid value for ${name}: ${value}`);
      return Number(value);
    },
    async json() {
      const body = await request.text();
      try {
        return body === '' ? {} : (JSON.parse(body) as unknown);
      } catch {
        throw new EngineRefusal(400, 'invalid JSON in the body of the request');
      }
    },
    body: () => takenApart(request) ?? request.body,
  };
}

/**
 * msw handlers for operations, made from the rows of the operations table: any origin, any path in front, with or without a version.
 */
export function operationHandlers(resolvers: Resolvers): RequestHandler[] {
  return Object.entries(resolvers).map(([name, resolver]) => {
    const row = operation(name as OperationName);
    const pattern = matcher(row);
    const method = row.method.toLowerCase() as 'get' | 'head' | 'post' | 'put' | 'delete';
    return http[method](pattern, async ({ request }) => {
      try {
        const path = request.url.replace(/[?#].*$/, '');
        return await resolver(callOf(request, pattern.exec(path)?.groups ?? {}));
      } catch (error) {
        if (error instanceof EngineRefusal) return error.response();
        throw error;
      }
    });
  });
}
