/*
 * The engine's statistics of a container, reduced to the figures that are shown.
 */

'use strict';

function number(value) {
	return type(value) == 'int' || type(value) == 'double' ? int(value) : 0;
}

/*
 * What a process could get back by force is not in use. cgroup v1 has total_inactive_file, v2 inactive_file; the same
 * rule as the docker command's (calculateMemUsageUnixNoCache in docker/cli).
 */
function memory_used(memory) {
	let usage = number(memory?.usage), stats = memory?.stats;
	let cache = number(stats?.total_inactive_file ?? stats?.inactive_file);

	return cache < usage ? usage - cache : usage;
}

function block_bytes(entries, operation) {
	let sum = 0;

	for (let entry in entries)
		if (lc(entry?.op) == operation)
			sum += number(entry.value);

	return sum;
}

function network_bytes(networks, direction) {
	let sum = 0;

	for (let name, counters in networks)
		sum += number(counters?.[direction]);

	return sum;
}

/**
 * One sample out of the engine's JSON object: `{cpu, system, cores, rest}` with CPU times in nanoseconds and `rest` the
 * figures that stand for themselves: [memory bytes, memory limit, rx bytes, tx bytes, block read, block write, pids].
 * Null when the container is not running: the engine then sends an object without times.
 */
export function sample(stats) {
	let cpu = stats?.cpu_stats, total = number(cpu?.cpu_usage?.total_usage);

	if (!total)
		return null;

	let blocks = stats.blkio_stats?.io_service_bytes_recursive;

	return {
		cpu: total,
		system: number(cpu.system_cpu_usage),
		cores: number(cpu.online_cpus) || length(cpu.cpu_usage?.percpu_usage) || 1,
		rest: [
			memory_used(stats.memory_stats),
			number(stats.memory_stats?.limit),
			network_bytes(stats.networks, 'rx_bytes'),
			network_bytes(stats.networks, 'tx_bytes'),
			block_bytes(blocks, 'read'),
			block_bytes(blocks, 'write'),
			number(stats.pids_stats?.current),
		],
	};
};

/**
 * CPU use between two samples in thousandths of one core, or null when there is none to tell (the first sample, or the
 * container was restarted in between).
 */
export function cpu_permille(before, now) {
	let used = now.cpu - (before?.cpu ?? 0), passed = now.system - (before?.system ?? 0);

	if (!before || used < 0 || passed <= 0)
		return null;

	return int((used * 1000.0 * now.cores) / passed + 0.5);
};
