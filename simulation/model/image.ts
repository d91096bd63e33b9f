import { catalogue } from '../catalogue/catalogue';
import { fraction, hex, pick } from '../random';
import { baseLayers, layer, type ImageLayer } from './layers';

/** What a container of an image begins with. */
export interface ImageConfig {
  readonly env: readonly string[];
  readonly command: readonly string[] | null;
  readonly entrypoint: readonly string[] | null;
  readonly labels: Readonly<Record<string, string>>;
  /** `80/tcp` */
  readonly ports: readonly string[];
  readonly folder: string;
  readonly user: string;
}

/** An image of the simulated engine. */
export interface Image {
  readonly id: string;
  readonly tags: string[];
  readonly digests: string[];
  /** Milliseconds since 1970. */
  readonly created: number;
  /** From the lowest to the highest. */
  readonly layers: readonly ImageLayer[];
  readonly config: ImageConfig;
}

/** The bytes of an image: those of its layers. */
export function imageSize({ layers }: Pick<Image, 'layers'>): number {
  return layers.reduce((sum, { size }) => sum + size, 0);
}

/** `name:tag` with Docker's default tag; a name with a digest stays as it is. */
export function withTag(reference: string): string {
  const last = reference.slice(reference.lastIndexOf('/') + 1);
  return last.includes(':') || reference.includes('@') ? reference : `${reference}:latest`;
}

/** A reference without its tag and its digest. */
export function repositoryOf(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

/** A configuration that says nothing but where programs are. */
export const plainConfig: ImageConfig = {
  env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  command: ['/bin/sh'],
  entrypoint: null,
  labels: {},
  ports: [],
  folder: '',
  user: '',
};

const makers = [
  'RUN /bin/sh -c apk add --no-cache ca-certificates tzdata su-exec # buildkit',
  'RUN /bin/sh -c set -eux; addgroup -S app; adduser -S -G app app # buildkit',
  'COPY --from=build /out/ /usr/local/ # buildkit',
  'RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/* # buildkit',
  'COPY rootfs/ / # buildkit',
  'COPY docker-entrypoint.sh /usr/local/bin/ # buildkit',
];

/** The image that registries have under a reference; all of it follows from the name. */
export function imageFor(reference: string, seed: string, now: number): Image {
  const tag = withTag(reference);
  const service = catalogue.find(({ image }) => withTag(image) === tag);
  const base = baseLayers(tag);
  const whole = repositoryOf(tag) === 'alpine' || repositoryOf(tag) === 'debian';
  const own = Array.from({ length: whole ? 0 : 2 + Math.floor(4 * fraction(tag, 'layers')) }, (_, at) =>
    // most are small, and some are large
    layer(pick(makers, tag, at), 20_000 + 140_000_000 * fraction(tag, 'size', at) ** 4, tag, at),
  );
  return {
    id: `sha256:${hex(64, seed, 'image', tag)}`,
    tags: tag.includes('@') ? [] : [tag],
    digests: [tag.includes('@') ? tag : `${repositoryOf(tag)}@sha256:${hex(64, seed, 'digest', tag)}`],
    created: now - Math.round(86400_000 * (3 + 90 * fraction(seed, 'age', tag))),
    layers: [...base, ...own],
    config: {
      ...plainConfig,
      command: service?.command ?? plainConfig.command,
      entrypoint: service?.entrypoint ?? null,
      labels: service ? { 'org.opencontainers.image.title': service.name } : {},
      ports: (service?.ports ?? []).map((port) => port.replace(/^\d+:/, '')),
    },
  };
}
