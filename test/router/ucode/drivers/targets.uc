// Targets of many requests: {"table", "requests": [{"operation", "parameters"}, …]} -> [{"target"} or failure, …].
// A value {"base64": text, "times": n} stands for those bytes, n times over.

import { stdin } from 'fs';
import { find, load, target } from 'luci.dockerman.operations';

let known = {};

function repeated(bytes, times)
{
	return times == 1 ? bytes : (known[`${bytes} ${times}`] ??= join(bytes, split(sprintf(`%${times}s`, ''), '')));
}

function decoded(value)
{
	if (type(value) == 'object' && exists(value, 'base64'))
		return repeated(b64dec(value.base64), value.times ?? 1);

	if (type(value) == 'object')
		for (let name, inner in value)
			value[name] = decoded(inner);

	return type(value) == 'array' ? map(value, decoded) : value;
}

let input = json(stdin.read('all'));

load(input.table);
print(map(input.requests, (one) => target(find(one.operation), decoded(one.parameters))));
