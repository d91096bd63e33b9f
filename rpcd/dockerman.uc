// rpcd's ubus object `dockerman`: short calls to engines, one method for each role.

'use strict';

const ARGS = { operation: '', parameters: {}, body: '', api_version: '', engine: '' };

let bridge, fault;

try {
	bridge = require('luci.dockerman.bridge');
}
catch (error) {
	fault = error.message;
	warn(`dockerman: ${fault}\n`);
}

const BROKEN = { failure: 'broken', message: 'The router part failed. Its log tells more.' };

function method(name)
{
	return {
		args: ARGS,

		call: function(req) {
			if (!bridge)
				return { failure: 'broken', message: `The router part could not be loaded: ${fault}` };

			try {
				// all requests share one prototype in rpcd: the next call replaces req.args
				// https://github.com/openwrt/rpcd/blob/master/ucode.c, rpc_ucode_script_call
				let now = bridge.call(name, { ...req.args }, (reply) => {
					try {
						req.reply(reply);
					}
					catch (error) {
						// rpcd has given up on this call
						bridge.log_exception(error);
					}
				});

				return now ?? req.defer();
			}
			catch (error) {
				bridge.log_exception(error);

				return BROKEN;
			}
		}
	};
}

return { dockerman: { view: method('view'), operate: method('operate'), admin: method('admin') } };
