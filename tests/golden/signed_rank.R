# The signed-rank test: wilcox.test, and the Walsh averages by brute force.
# Rscript signed_rank.R, in this folder: writes signed_rank_data.csv and signed_rank.csv.
# No column is searched: limits are order statistics, ranks are of signif(d, 10); held to 1e-8.
set.seed(20261105)

sets <- list(
  contract = c(-6, -5, -4, -4, -3, -3, -2, -1, -1, 0, 0, 1, 2),
  one = -3, two = c(-3, 5), all_zero = c(0, 0, 0), one_and_zeros = c(0, 0, 4),
  falls = -(1:9), rises = c(2, 2, 2, 3), same = rep(-2, 12), symmetric = c(-2, -1, 1, 2),
  decimals = c(0.3 - 0.1, 0.5 - 0.3, 0.7 - 0.9, 1.1 - 0.9, 0.1 - 0.2, 0.4 - 0.6, 2.2 - 2.0),
  small = c(1.5e-12, -2.5e-12, 3.5e-12, 4.5e-12, -1e-13),
  large = c(1.5e12, -2.5e12, 3.5e12, 4.5e12 + 1, 4.5e12, -1e9),
  tiny_and_huge = c(2e-30, 5e-30, -1e-30, 3e30, -4e30, 6e30)
)
for (n in c(8, 20, 78, 400, 2500)) for (i in 1:3)
  sets[[paste0("nihss_", n, "_", i)]] <- round(rnorm(n, c(-4, -0.3, 0.2)[i], 3))
for (n in c(8, 21, 78, 400)) for (i in 1:2)
  sets[[paste0("vegf_", n, "_", i)]] <- signif(rnorm(n, c(8, -1)[i], 20), 6)
sets$mtt <- round(rnorm(300, -0.1, 1), 1) - round(rnorm(300, 0, 1), 1)

cell <- function(x) paste(sprintf("%.17g", x), collapse = " ")
data <- list(); rows <- list()
for (name in names(sets)) {
  d <- sets[[name]]; v <- sort(unique(d))
  data[[length(data) + 1]] <- c(name, cell(v), cell(as.vector(table(factor(match(d, v), seq_along(v))))))
  x <- d[d != 0]; m <- length(x)
  walsh <- if (m) { w <- outer(x, x, "+") / 2; sort(w[upper.tri(w, TRUE)]) } else numeric()
  for (level in c(0.90, 0.95, 0.99)) {
    z <- qnorm((1 + level) / 2)
    k <- ceiling(m * (m + 1) / 4 - 0.5 - z * sqrt(m * (m + 1) * (2 * m + 1) / 24))
    limits <- if (k < 1 || m < 5) c(NA, NA) else walsh[c(k, length(walsh) - k + 1)]
    if (limits[1] %in% limits[2]) limits <- c(NA, NA)  # one number is no interval
    r <- if (m) suppressWarnings(wilcox.test(d, exact = FALSE, correct = TRUE, digits.rank = 10))
    rows[[length(rows) + 1]] <- c(name, level, length(d) - m, sprintf("%.15g", if (m) c(
      median(walsh), limits,
      r$statistic, r$p.value) else rep(NA, 5)))
  }
}
data <- as.data.frame(do.call(rbind, data)); names(data) <- c("dataset", "values", "counts")
write.csv(data, "signed_rank_data.csv", row.names = FALSE, quote = FALSE)
result <- as.data.frame(do.call(rbind, rows))
names(result) <- c("dataset", "level", "zeros", "value", "low", "high", "statistic", "p")
write.csv(result, "signed_rank.csv", row.names = FALSE, quote = FALSE)
