/** A container of the screenshots: a busybox under the name of an image that people run on routers. */
export interface HouseholdContainer {
  readonly name: string;
  readonly image: string;
  readonly stack?: string;
  /** What it runs, as such an image would; the program is a shell script that is put there. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Published as `host:container` and the protocol where it is not TCP. */
  readonly ports?: readonly string[];
  /** MiB that it holds. */
  readonly memory: number;
  /** Turns of an empty loop every 200 ms. */
  readonly work: number;
  /** What it writes, again and again. */
  readonly log: readonly string[];
  readonly health?: 'healthy' | 'unhealthy';
  /** Ends with that code instead of running. */
  readonly exit?: number;
  readonly paused?: boolean;
  readonly environment?: readonly string[];
}

/** What a household might run beside its router. */
export const household: readonly HouseholdContainer[] = [
  {
    name: 'jellyfin',
    command: ['/jellyfin/jellyfin', '--ffmpeg=/usr/lib/jellyfin-ffmpeg/ffmpeg'],
    image: 'jellyfin/jellyfin:10.9.11',
    stack: 'media',
    ports: ['8096:8096', '7359:7359/udp'],
    memory: 48,
    work: 9000,
    health: 'healthy',
    environment: ['TZ=Europe/Vienna', 'JELLYFIN_PublishedServerUrl=http://media.lan:8096'],
    log: [
      '\\033[32m[INF]\\033[0m Jellyfin.Api: Playback of \\"Metropolis (1927)\\" began on living-room',
      '\\033[32m[INF]\\033[0m MediaBrowser.MediaEncoding: ffmpeg -i file:/media/films/Metropolis.mkv -codec:v libx264 -preset veryfast',
      '\\033[33m[WRN]\\033[0m Emby.Server: Slow answer: /Items/Latest took 812 ms',
      '\\033[32m[INF]\\033[0m Emby.Server: Library scan of Music ended after 0 min 41 s, 3 new items',
      '\\033[31m[ERR]\\033[0m Jellyfin.Providers: themoviedb.org did not answer within 30 s, tried again later',
    ],
  },
  {
    name: 'sonarr',
    command: ['/app/sonarr/bin/Sonarr', '-nobrowser', '-data=/config'],
    image: 'lscr.io/linuxserver/sonarr:4.0.9',
    stack: 'media',
    ports: ['8989:8989'],
    memory: 22,
    work: 900,
    log: ['[Info] RssSyncService: 12 reports found, 0 grabbed'],
  },
  {
    name: 'navidrome',
    command: ['/app/navidrome'],
    image: 'deluan/navidrome:0.53.3',
    stack: 'media',
    ports: ['4533:4533'],
    memory: 14,
    work: 300,
    log: ['level=info msg="Streaming file" artist="Nina Simone" format=opus'],
  },
  {
    name: 'home-assistant',
    command: ['/usr/bin/hass', '--config', '/config'],
    image: 'ghcr.io/home-assistant/home-assistant:2025.6',
    stack: 'home',
    ports: ['8123:8123'],
    memory: 56,
    work: 3000,
    log: ['INFO (MainThread) [homeassistant.components.mqtt] Received 21 messages'],
  },
  {
    name: 'zigbee2mqtt',
    command: ['/usr/local/bin/zigbee2mqtt'],
    image: 'koenkk/zigbee2mqtt:1.40.1',
    stack: 'home',
    ports: ['8485:8080'],
    memory: 18,
    work: 400,
    health: 'unhealthy',
    log: ['error: z2m: Adapter disconnected, trying again'],
  },
  {
    name: 'mosquitto',
    command: ['/usr/sbin/mosquitto', '-c', '/mosquitto/config/mosquitto.conf'],
    image: 'eclipse-mosquitto:2.0',
    stack: 'home',
    ports: ['1883:1883'],
    memory: 2,
    work: 60,
    log: ['New client connected from 10.0.0.7:51234 as zigbee2mqtt'],
  },
  {
    name: 'adguardhome',
    command: ['/opt/adguardhome/AdGuardHome', '-h', '0.0.0.0', '--no-check-update'],
    image: 'adguard/adguardhome:v0.107.52',
    ports: ['5353:53/udp', '3000:3000'],
    memory: 31,
    work: 700,
    health: 'healthy',
    log: ['[info] dnsproxy: upstream https://dns10.quad9.net answered in 18 ms'],
  },
  {
    name: 'caddy',
    command: ['/usr/bin/caddy', 'run', '--config', '/etc/caddy/Caddyfile'],
    image: 'caddy:2.8-alpine',
    ports: ['8080:80', '8443:443'],
    memory: 9,
    work: 120,
    log: ['{"level":"info","msg":"handled request","status":200}'],
  },
  {
    name: 'unifi',
    command: ['/usr/lib/unifi/start'],
    image: 'lscr.io/linuxserver/unifi-network-application:8.4',
    ports: ['8444:8443'],
    memory: 20,
    work: 10,
    paused: true,
    log: ['INFO  system - UniFi Network has started'],
  },
  {
    name: 'backup',
    command: ['/usr/bin/restic', 'backup', '/data'],
    image: 'restic/restic:0.17.1',
    memory: 0,
    work: 0,
    exit: 1,
    log: [
      'open repository',
      'Fatal: unable to open repository at sftp:nas.lan:/backup: no space left on device',
    ],
  },
  {
    name: 'speedtest',
    command: ['/usr/bin/speedtest'],
    image: 'openspeedtest/latest:v2.0.5',
    memory: 0,
    work: 0,
    exit: 0,
    log: ['Download 912 Mbit/s, upload 48 Mbit/s'],
  },
];
