// Feeds HTTP answers to the parser in every way to cut them: {"method", "answer": base64, "close", "cuts"} -> the distinct outcomes.
// "close": the connection ends behind the bytes. "cuts": "all" pairs of places (else: whole, byte by byte, each single place), or "ahead": reads of the size that the parser asks for.

import { stdin } from 'fs';
import { response_parser } from 'luci.dockerman.http';

function outcome(input, pieces, most)
{
	let parser = response_parser(input.method ?? 'GET');
	let got = { head: null, body: '', end: false, failure: null, message: null };

	function take(result)
	{
		if (result.head && got.head)
			got.message = 'a second head';

		got.head ??= result.head;
		got.body += result.body;
		got.end = got.end || !!result.end;
		got.failure ??= result.failure;
		got.message ??= result.message;
	}

	for (let piece in pieces)
		for (let at = 0; at < length(piece); ) {
			let size = most ? parser.ahead(most) : length(piece);

			take(parser.feed(substr(piece, at, size)));
			at += size;
		}

	if (input.close)
		take(parser.finish());

	// the cuts decide what came before the fault, and which of several faults is seen first
	if (got.failure)
		got = { ...got, body: '', end: false, message: split(got.message, ': ')[0] };

	return sprintf('%J', { ...got, body: b64enc(got.body) });
}

let input = json(stdin.read('all'));
let bytes = b64dec(input.answer);
let outcomes = {};

outcomes[outcome(input, [ bytes ])] = true;

if (input.cuts == 'ahead') {
	for (let most in [ 1000, 16384, 32768, 65536, 1000000 ])
		outcomes[outcome(input, [ bytes ], most)] = true;

	print(map(keys(outcomes), (one) => json(one)));
	exit(0);
}

outcomes[outcome(input, split(bytes, ''))] = true;

for (let at = 1; at < length(bytes); at++) {
	outcomes[outcome(input, [ substr(bytes, 0, at), substr(bytes, at) ])] = true;

	if (input.cuts == 'all')
		for (let to = at + 1; to < length(bytes); to++)
			outcomes[outcome(input, [ substr(bytes, 0, at), substr(bytes, at, to - at), substr(bytes, to) ])] = true;
}

print(map(keys(outcomes), (one) => json(one)));
