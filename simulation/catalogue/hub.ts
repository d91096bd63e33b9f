/** A repository that a search finds. */
export interface Repository {
  readonly name: string;
  readonly description: string;
  readonly stars: number;
  readonly official?: boolean;
}

/** What the simulated registry lets people find: names that are known on Docker Hub, with figures of about the right size. */
export const repositories: readonly Repository[] = [
  { name: 'nginx', description: 'Official build of Nginx.', stars: 20_900, official: true },
  {
    name: 'alpine',
    description: 'A minimal Docker image based on Alpine Linux.',
    stars: 11_400,
    official: true,
  },
  {
    name: 'redis',
    description: 'Redis is a data platform for caching and more.',
    stars: 13_300,
    official: true,
  },
  {
    name: 'postgres',
    description: 'The PostgreSQL object-relational database.',
    stars: 14_300,
    official: true,
  },
  { name: 'mariadb', description: 'MariaDB Server, a fork of MySQL.', stars: 6100, official: true },
  { name: 'caddy', description: 'Web server with automatic HTTPS.', stars: 870, official: true },
  { name: 'traefik', description: 'The cloud native edge router.', stars: 3600, official: true },
  { name: 'busybox', description: 'Busybox base image.', stars: 3400, official: true },
  { name: 'debian', description: 'Debian is a Linux distribution.', stars: 5200, official: true },
  { name: 'eclipse-mosquitto', description: 'An open source MQTT broker.', stars: 1000, official: true },
  { name: 'nextcloud', description: 'A safe home for all your data.', stars: 4400, official: true },
  { name: 'pihole/pihole', description: 'A black hole for advertisements.', stars: 5700 },
  { name: 'jellyfin/jellyfin', description: 'The free software media system.', stars: 1900 },
  { name: 'linuxserver/nginx', description: 'An Nginx container with PHP support.', stars: 270 },
  { name: 'bitnami/nginx', description: 'Bitnami container of NGINX.', stars: 200 },
  { name: 'nginxinc/nginx-unprivileged', description: 'Unprivileged NGINX Dockerfiles.', stars: 180 },
  { name: 'grafana/grafana', description: 'The open observability platform.', stars: 3400 },
  { name: 'adguard/adguardhome', description: 'Network-wide ads and trackers blocking.', stars: 1100 },
  { name: 'vaultwarden/server', description: 'Alternative implementation of Bitwarden.', stars: 1400 },
];
