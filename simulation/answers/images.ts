import { timestamp } from '../clock';
import type { SimulatedEngine } from '../model/engine';
import { imageSize, type Image } from '../model/image';

const labelsOf = ({ config }: Image) => (Object.keys(config.labels).length ? config.labels : null);

/** An image's row of `GET /images/json`. `shared`: tell also how much of it other images have, too. */
export function imageSummary(engine: SimulatedEngine, image: Image, shared = false) {
  const use = shared ? engine.images.layerUse() : undefined;
  return {
    Id: image.id,
    ParentId: '',
    RepoTags: image.tags,
    RepoDigests: image.digests,
    Created: Math.floor(image.created / 1000),
    Size: imageSize(image),
    SharedSize: use
      ? image.layers.reduce((sum, { digest, size }) => sum + ((use.get(digest) ?? 0) > 1 ? size : 0), 0)
      : -1,
    Labels: labelsOf(image),
    Containers: [...engine.containers.values()].filter(({ imageId }) => imageId === image.id).length,
  };
}

/** The answer of `GET /images/{name}/json`. */
export function imageInspect(image: Image) {
  const { env, command, entrypoint, ports, folder, user } = image.config;
  return {
    Id: image.id,
    RepoTags: image.tags,
    RepoDigests: image.digests,
    Parent: '',
    Comment: '',
    Created: timestamp(image.created),
    DockerVersion: '',
    Author: '',
    Architecture: 'arm64',
    Os: 'linux',
    Size: imageSize(image),
    GraphDriver: { Name: 'overlay2', Data: null },
    Config: {
      Env: env,
      Cmd: command,
      Entrypoint: entrypoint,
      Labels: labelsOf(image),
      ExposedPorts: ports.length ? Object.fromEntries(ports.map((port) => [port, {}])) : null,
      WorkingDir: folder,
      User: user,
    },
    RootFS: { Type: 'layers', Layers: image.layers.map(({ digest }) => `sha256:${digest}`) },
    Metadata: { LastTagTime: timestamp(image.created) },
  };
}

/** The answer of `GET /images/{name}/history`: steps from the last to the first, those without files among them. */
export function imageHistory(image: Image) {
  const { command, entrypoint, env, ports } = image.config;
  const step = (CreatedBy: string, Size = 0) => ({ CreatedBy, Size });
  const steps = [
    ...image.layers.map(({ createdBy, size }) => step(createdBy, size)),
    ...env.map((one) => step(`ENV ${one}`)),
    ...(ports.length ? [step(`EXPOSE ${ports.join(' ')}`)] : []),
    ...(entrypoint ? [step(`ENTRYPOINT ${JSON.stringify(entrypoint)}`)] : []),
    ...(command?.length ? [step(`CMD ${JSON.stringify(command)}`)] : []),
  ];
  return steps.reverse().map(({ CreatedBy, Size }, at) => ({
    Id: at === 0 ? image.id : '<missing>',
    Created: Math.floor(image.created / 1000),
    CreatedBy,
    Tags: at === 0 && image.tags.length ? image.tags : null,
    Size,
    Comment: '',
  }));
}
