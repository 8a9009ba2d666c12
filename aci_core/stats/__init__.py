"""Statistical methods: counts, moments or cross-products in, an `Estimate` out."""
