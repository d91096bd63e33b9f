// Runs exchanges side by side in one loop and tells what became of them:
// {"exchanges": [{"address", "method"?, "body_size"?, "limit_ms"?, "connect_ms"?, "throw_in"?, "pause_ms"?, "close_in"?}, …]}
// -> {"outcomes": [{"status", "size", "sum", "calls", "failure", "message"}, …], "caught": messages that reached the guard}
// "listen_full": path of a unix socket to listen on with a queue that is full.

import { stdin } from 'fs';
import * as socket from 'socket';
import * as uloop from 'uloop';
import { exchange } from 'luci.dockerman.exchange';
import { parse_address } from 'luci.dockerman.engine';

let input = json(stdin.read('all'));
let outcomes = [], caught = [], clients = [];
let open = length(input.exchanges);

uloop.init();
uloop.guard((error) => push(caught, error.message));

if (input.listen_full) {
	push(clients, socket.listen(input.listen_full, null, null, 0));

	for (let i = 0; i < 4; i++) {
		let client = socket.create(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK);

		client.connect({ path: input.listen_full });
		push(clients, client);
	}
}

function run(one)
{
	let got = { status: null, size: 0, calls: [], failure: null, message: null };
	let started = false, sending, over = false;

	push(outcomes, got);

	function note(name)
	{
		push(got.calls, started ? name : `${name} too early`);

		if (name == one.close_in)
			sending.close();

		if ((name == 'end' || name == 'fail' || name == one.close_in) && !over) {
			over = true;

			if (--open == 0)
				uloop.timer(0, () => uloop.end());
		}

		if (name == one.throw_in)
			die(`thrown in ${name}`);
	}

	let body = one.body_size ? sprintf(`%${one.body_size}s`, '') : '';

	sending = exchange({
		engine: parse_address(one.address),
		method: one.method ?? 'GET',
		head: `${one.method ?? 'GET'} /x HTTP/1.1\r\nHost: x\r\n${one.body_size ? `Content-Length: ${one.body_size}\r\n` : ''}\r\n`,
		body,
		limit_ms: one.limit_ms,
		connect_ms: one.connect_ms
	}, {
		head: (head) => {
			got.status = head.status;

			if (one.pause_ms) {
				sending.pause();
				uloop.timer(one.pause_ms, () => {
					got.size_when_paused = got.size;
					sending.resume();
				});
			}

			note('head');
		},
		body: (bytes) => {
			got.size += length(bytes);

			if (got.calls[-1] != 'body')
				note('body');
		},
		end: () => note('end'),
		fail: (failure, message) => {
			got.failure = failure;
			got.message = message;
			note('fail');
		}
	});

	started = true;
}

for (let one in input.exchanges)
	run(one);

uloop.run();
print({ outcomes, caught });
