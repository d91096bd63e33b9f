/** The access groups of the three roles, weakest first (root/usr/share/rpcd/acl.d). */
const groups = ['luci-app-dockerman', 'luci-app-dockerman-operator', 'luci-app-dockerman-admin'];

interface Login {
  readonly name: string;
  /** md5-crypt of the name, which is the password too. */
  readonly hash: string;
  readonly read: readonly string[];
  readonly write: readonly string[];
}

const logins: readonly Login[] = [
  { name: 'nobody', hash: '$1$testsalt$VZwQcbJNVlO7B/9D2oDja1', read: [], write: [] },
  { name: 'viewer', hash: '$1$testsalt$OZZah3NF6jYmq/R9iZgfl.', read: groups.slice(0, 1), write: [] },
  {
    name: 'operator',
    hash: '$1$testsalt$YgAZSTLWhU0Oa0iss34kg/',
    read: groups.slice(0, 2),
    write: groups.slice(0, 2),
  },
  { name: 'admin', hash: '$1$testsalt$j4i0Mb/LimdiOxmWrFzIr1', read: groups, write: groups },
];

/** `uci batch` commands that add one rpcd login per role, and `nobody` who has none. */
export const loginCommands: readonly string[] = logins.flatMap(({ name, hash, read, write }) => [
  `set rpcd.test_${name}=login`,
  `set rpcd.test_${name}.username='${name}'`,
  `set rpcd.test_${name}.password='${hash}'`,
  ...['unauthenticated', 'luci-base', ...read].map((group) => `add_list rpcd.test_${name}.read='${group}'`),
  ...['luci-base', ...write].map((group) => `add_list rpcd.test_${name}.write='${group}'`),
]);
