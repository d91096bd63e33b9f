import * as v from 'valibot';
import { catalogue } from '../catalogue/catalogue';
import type { Service } from '../catalogue/service';
import { buildContainer } from '../model/build-container';
import type { SimulatedEngine } from '../model/engine';
import { containerEvent } from '../model/lifecycle';
import { hex } from '../random';
import { EngineRefusal } from '../refusal';
import { filesOf } from '../shell/files';
import { streamOf } from '../stream';
import { tar } from '../tar';
import type { Call, Resolvers } from './operations';

const texts = v.nullish(v.array(v.string()), () => []);
const oneOrMore = v.nullish(v.union([v.array(v.string()), v.string()]), () => []);
const PortBindings = v.nullish(
  v.record(
    v.string(),
    v.nullish(v.array(v.object({ HostPort: v.nullish(v.string(), '') })), () => []),
  ),
  () => ({}),
);
const CreateBody = v.object({
  Image: v.pipe(v.string(), v.minLength(1)),
  Cmd: oneOrMore,
  Entrypoint: oneOrMore,
  Env: texts,
  User: v.nullish(v.string(), ''),
  Tty: v.nullish(v.boolean(), false),
  Labels: v.nullish(v.record(v.string(), v.string()), () => ({})),
  HostConfig: v.nullish(
    v.looseObject({
      Binds: texts,
      NetworkMode: v.nullish(v.string(), ''),
      PortBindings,
      AutoRemove: v.nullish(v.boolean(), false),
      Memory: v.nullish(v.number(), 0),
    }),
  ),
});
type CreateBody = v.InferOutput<typeof CreateBody>;

const adjectives = ['brave', 'calm', 'eager', 'gentle', 'keen', 'quiet'];
const names = ['curie', 'hopper', 'lamarr', 'lovelace', 'noether', 'turing'];

/** What a container that somebody creates is like: as the catalogue's of the same image, or one that does little. */
function serviceFor(body: CreateBody, name: string): Service {
  const repository = body.Image.replace(/[:@][^/]*$/, '');
  const like = catalogue.find(({ image }) => image.replace(/[:@][^/]*$/, '') === repository);
  const list = (value: string | readonly string[]) => (typeof value === 'string' ? [value] : value);
  const command = list(body.Cmd);
  const project = body.Labels['com.docker.compose.project'];
  return {
    name,
    image: body.Image,
    description: like?.description ?? 'made by hand',
    command: command.length ? command : (like?.command ?? ['/start']),
    entrypoint: list(body.Entrypoint).length ? list(body.Entrypoint) : (like?.entrypoint ?? []),
    env: body.Env,
    ...(body.User && { user: body.User }),
    ports: Object.entries(body.HostConfig?.PortBindings ?? {}).map(([inside, bindings]) =>
      bindings[0]?.HostPort ? `${bindings[0].HostPort}:${inside}` : inside,
    ),
    mounts: body.HostConfig?.Binds ?? [],
    tty: body.Tty,
    labels: body.Labels,
    ...(project !== undefined && { network: 'bridge' as const }),
    cpu: like?.cpu ?? [2, 10],
    memory: like?.memory ?? [12, 4],
    ...(body.HostConfig?.Memory && { memoryLimit: Math.ceil(body.HostConfig.Memory / 1024 ** 2) }),
    traffic: like?.traffic ?? [1, 1],
    processes: like?.processes ?? [command.join(' ') || '/start'],
    state: 'created',
    since: 0,
    stopTakes: like?.stopTakes ?? 200,
    log: like?.log ?? {
      start: ['started'],
      lines: ['at work, {number} things done'],
      every: 5,
      end: ['bye'],
    },
  };
}

async function create(engine: SimulatedEngine, call: Call): Promise<Response> {
  const parsed = v.safeParse(CreateBody, await call.json());
  if (!parsed.success) throw new EngineRefusal(400, 'config cannot be empty in order to create a container');
  const body = parsed.output;
  const image = engine.images.required(body.Image);
  const number = engine.next();
  const name =
    call.text('name') ?? `${adjectives[number % 6]}_${names[(number * 5) % 6]}${number > 5 ? number : ''}`;
  engine.checkNameFree(name);
  const networks = engine.network(body.HostConfig?.NetworkMode.replace(/^(default)?$/, 'bridge') ?? 'bridge');
  const now = engine.clock.now();
  const built = buildContainer(serviceFor(body, name), engine.seed, image.id, now);
  const container = {
    ...built,
    id: hex(64, engine.seed, 'created', name, number),
    created: now,
    labels: body.Labels,
    autoRemove: body.HostConfig?.AutoRemove ?? false,
    hostConfig: body.HostConfig ?? {},
  };
  engine.addContainer(container);
  for (const mount of container.mounts) if (mount.volume !== undefined) engine.addVolume(mount.volume, now);
  engine.join(container, networks.name, []);
  containerEvent(engine, container, 'create');
  return Response.json({ Id: container.id, Warnings: [] }, { status: 201 });
}

/** Making containers, and taking their files out. */
export function containerCreateResolvers(engine: SimulatedEngine): Resolvers {
  return {
    ContainerCreate: (call) => create(engine, call),
    ContainerExport: (call) => {
      const container = engine.container(call.required('container'));
      const body = streamOf(async function* () {
        yield* tar(filesOf(container), Math.floor(container.created / 1000));
      }, call.request.signal);
      containerEvent(engine, container, 'export');
      return new Response(body, { headers: { 'Content-Type': 'application/octet-stream' } });
    },
  };
}
