import * as v from 'valibot';

const environment = v.object({
  sessionid: v.string(),
  token: v.optional(v.string(), ''),
  ubuspath: v.optional(v.string(), '/ubus/'),
  scriptname: v.optional(v.string(), '/cgi-bin/luci'),
});

/** What LuCI's page tells its scripts (`L.env`), as far as we use it. */
export type LuciEnvironment = v.InferOutput<typeof environment>;

/** Reads `L.env`. Raises an error with a plain sentence when it is not LuCI's. */
export function luciEnvironment(env: unknown): LuciEnvironment {
  const parsed = v.safeParse(environment, env);
  if (!parsed.success) throw new Error('This page is not one of LuCI: it tells no session.');
  return parsed.output;
}
