'use strict';
'require view';

/* The application is an ES module; views are evaluated inside a function, so it is imported from here. */
return view.extend({
	handleSaveApply: null,
	handleSave: null,
	handleReset: null,

	load: function() {
		var url = L.resource('dockerman/app.js') + '?v=' + (L.env.resource_version || '');

		return import(url).catch(function(error) { return { failed: error } });
	},

	render: function(bundle) {
		if (bundle.failed)
			return E('div', { 'class': 'alert-message warning' }, [
				E('p', {}, [ _('The application could not be loaded from the router: %s').format(bundle.failed.message) ]),
				E('button', { 'class': 'btn', 'click': function() { location.reload() } }, [ _('Try again') ])
			]);

		var root = E('div', {});

		bundle.mount(root, { L: L, _: _, N_: N_ });

		return root;
	}
});
