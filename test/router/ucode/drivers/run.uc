// Takes an answer apart with the short way for large chunks, over a connection that gives now and then less than asked for:
// {"answer": base64, "most", "short"} -> the body as it left, base64, and how its pieces were announced.

import { stdin } from 'fs';
import { pass_run } from 'luci.dockerman.cgi.run';
import { response_parser } from 'luci.dockerman.http';

let input = json(stdin.read('all'));
let answer = b64dec(input.answer), at = 0, reads = 0;
let parser = response_parser('GET');
let written = [], announced = [], failure = null, end = false, runs = 0;

let connection = {
	recv: function(size) {
		if (++reads % input.short == 0)
			size = reads % 2 ? 1 : int(size / 2);

		// a time limit that passed
		if (!size)
			return null;

		let bytes = substr(answer, at, size);

		at += length(bytes);

		return bytes;
	}
};

let lane = {
	line: (size) => `${size}`,

	stream: {
		write: (bytes) => push(length(announced) > length(written) ? written : announced, bytes) && length(bytes)
	},

	flush: () => true
};

while (!end && !failure) {
	let run = parser.run(), bytes;

	if (run) {
		let got = pass_run(connection, run, lane, input.most);

		runs++;
		parser.ran(run.left);

		if (!got || got.bytes == null)
			continue;

		bytes = got.bytes;
	}
	else {
		bytes = connection.recv(1000) ?? connection.recv(1000);
	}

	let got = bytes === '' ? parser.finish() : parser.feed(bytes);

	if (got.body !== '') {
		push(announced, `${length(got.body)}`);
		push(written, got.body);
	}

	end = !!got.end;
	failure = got.failure;
}

print({
	body: b64enc(join('', written)), end, failure, runs,
	wrong: length(filter(written, (bytes, n) => announced[n] != length(bytes)))
});
