import * as v from 'valibot';
import type { Archive } from '../archive';
import { timestamp } from '../clock';
import { hex } from '../random';
import { EngineRefusal } from '../refusal';
import { plainConfig, type Image } from './image';
import { layer } from './layers';

const strings = v.nullish(v.array(v.string()), () => []);

const Manifest = v.array(v.object({ Config: v.string(), RepoTags: strings, Layers: v.array(v.string()) }));

const Config = v.object({
  created: v.optional(v.string(), ''),
  config: v.optional(
    v.object({
      Env: strings,
      Cmd: v.nullish(v.array(v.string()), null),
      Entrypoint: v.nullish(v.array(v.string()), null),
      Labels: v.nullish(v.record(v.string(), v.string()), () => ({})),
      ExposedPorts: v.nullish(v.record(v.string(), v.unknown()), () => ({})),
      WorkingDir: v.optional(v.string(), ''),
      User: v.optional(v.string(), ''),
    }),
    {},
  ),
  rootfs: v.object({ diff_ids: v.array(v.string()) }),
  history: v.optional(
    v.array(
      v.object({ created_by: v.optional(v.string(), ''), empty_layer: v.optional(v.boolean(), false) }),
    ),
    [],
  ),
});

/** What stands in a layer's place: its size only, since there are no files behind it. */
const blob = (digest: string, size: number) => JSON.stringify({ simulatedLayer: digest, size });
const Blob = v.object({ simulatedLayer: v.string(), size: v.number() });

/** The files of an archive of images, as `docker save` lays them out (https://github.com/moby/docker-image-spec). */
export function savedFiles(
  images: readonly { image: Image; tags: readonly string[] }[],
): Map<string, string> {
  const files = new Map<string, string>();
  const manifest = images.map(({ image, tags }) => {
    const config = `${image.id.slice(7)}.json`;
    files.set(config, JSON.stringify(configOf(image)));
    const layers = image.layers.map(({ digest, size }) => {
      files.set(`${digest}/layer.tar`, blob(digest, size));
      return `${digest}/layer.tar`;
    });
    return { Config: config, RepoTags: tags, Layers: layers };
  });
  return files.set('manifest.json', JSON.stringify(manifest));
}

function configOf({ layers, config, created }: Image) {
  const { env, command, entrypoint, labels, ports, folder, user } = config;
  return {
    architecture: 'arm64',
    os: 'linux',
    created: timestamp(created),
    config: {
      ...{ Env: env, Cmd: command, Entrypoint: entrypoint, Labels: labels, WorkingDir: folder, User: user },
      ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => `sha256:${digest}`) },
    history: layers.map(({ createdBy }) => ({ created_by: createdBy })),
  };
}

/** The images of such an archive, also of one that a real engine has saved. Raises an {@link EngineRefusal} for anything else. */
export function imagesIn(archive: Archive, now: number): Image[] {
  const text = archive.text('manifest.json');
  if (text === undefined)
    throw new EngineRefusal(
      500,
      'open /var/lib/docker/tmp/docker-import/manifest.json: no such file or directory',
    );
  return parsed(Manifest, text, 'manifest.json').map(({ Config: file, RepoTags, Layers }) => {
    const { config, rootfs, history, created } = parsed(Config, archive.text(file) ?? '', file);
    const steps = history.filter(({ empty_layer }) => !empty_layer);
    const layers = Layers.map((name, at) => {
      const size = sizeOf(archive, name);
      const digest = rootfs.diff_ids[at]?.replace(/^sha256:/, '') ?? hex(64, name);
      return { ...layer(steps[at]?.created_by ?? '', size), digest };
    });
    const id =
      /^([0-9a-f]{64})(\.json)?$/.exec(file.replace(/^.*\//, ''))?.[1] ?? hex(64, file, ...rootfs.diff_ids);
    return {
      id: `sha256:${id}`,
      tags: RepoTags,
      digests: [],
      created: Date.parse(created) || now,
      layers,
      config: {
        ...{ env: config.Env ?? plainConfig.env, command: config.Cmd, entrypoint: config.Entrypoint },
        ...{ labels: config.Labels, ports: Object.keys(config.ExposedPorts) },
        ...{ folder: config.WorkingDir, user: config.User },
      },
    };
  });
}

function sizeOf(archive: Archive, name: string): number {
  try {
    return v.parse(Blob, JSON.parse(archive.text(name) ?? '')).size;
  } catch {
    // a real layer
    return archive.sizes.get(name) ?? 0;
  }
}

function parsed<T>(schema: v.GenericSchema<unknown, T>, text: string, file: string): T {
  try {
    return v.parse(schema, JSON.parse(text));
  } catch {
    throw new EngineRefusal(500, `invalid archive: ${file} cannot be read`);
  }
}
