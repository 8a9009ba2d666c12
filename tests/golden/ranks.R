# Mann-Whitney, Hodges-Lehmann and win odds: wilcox.test and the definitions by brute force.
# Rscript ranks.R, in this folder: writes ranks_data.csv and ranks.csv.
# Tolerance: theta*, u, p, shift*, odds* are the formulas, held to 1e-8; wilcox_low and wilcox_high
# are what wilcox.test searches (tol.root 1e-12; up to 1,000 patients), held to 1e-9.
set.seed(20261104)

sets <- list(
  contract = list(c(2, 2, 3, 4, 4, 4, 5, 6, 7, 8), c(4, 4, 5, 6, 6, 7, 7, 8, 9, 10)),
  paper = list(rep(0:3, c(11, 22, 25, 20)), rep(0:3, c(24, 24, 20, 10))),
  one_each = list(3, 5), one_treated = list(4, c(1, 2, 4, 4, 9)), one_control = list(1:9, 5),
  tied_pair = list(c(1, 1), c(1, 2)), two_each = list(c(1, 4), c(2, 3)),
  apart = list(7:12, 1:5), apart_below = list(1:5, 7:12), touching = list(5:9, 1:5),
  constant_arms = list(rep(2, 6), rep(3, 8)), constant_treated = list(rep(2, 6), c(1, 2, 2, 3)),
  ties = list(rep(c(4, 5), c(40, 2)), rep(c(4, 5), c(39, 3))),
  negative = list(c(-3, -2.5, -1, 0, 0, 4), c(-4, -3, -2.5, -2, 0)),
  unequal = list(round(rnorm(4, 8, 3)), round(rnorm(400, 9, 3))),
  floor = list(pmax(0, round(rnorm(78, 1, 3))), pmax(0, round(rnorm(70, 2, 3)))),
  ceiling = list(pmin(100, 5 * round(rnorm(78, 19, 4))), pmin(100, 5 * round(rnorm(80, 17, 4))))
)
nihss <- function(n, m) pmin(42, pmax(0, round(rnorm(n, m, 4))))
for (n in c(8, 20, 156, 1000, 5000)) for (i in 1:3) {
  nt <- max(2, round(n * c(0.5, 0.3, 0.7)[i])); nc <- n - nt
  sets[[paste0("nihss_", n, "_", i)]] <- list(nihss(nt, 6), nihss(nc, 6 + rnorm(1)))
}
for (n in c(8, 21, 156, 900)) for (i in 1:3)
  sets[[paste0("vegf_", n, "_", i)]] <-
    list(signif(exp(rnorm(round(n * c(0.5, 0.4, 0.7)[i]), 5, 0.6)), 6),
         signif(exp(rnorm(n - round(n * c(0.5, 0.4, 0.7)[i]), 5.1, 0.6)), 6))
sets$vegf_5000 <- list(signif(exp(rnorm(2600, 5, 0.6)), 6), signif(exp(rnorm(2400, 5.02, 0.6)), 6))

cell <- function(x) paste(sprintf("%.15g", x), collapse = " ")
data <- list(); rows <- list()
for (name in names(sets)) {
  t <- as.numeric(sets[[name]][[1]]); c_ <- as.numeric(sets[[name]][[2]])
  v <- sort(unique(c(t, c_)))
  data[[length(data) + 1]] <- c(name, cell(v), cell(table(factor(t, v))), cell(table(factor(c_, v))))
  nt <- length(t); nc <- length(c_); m <- nt * nc; n <- nt + nc
  d <- outer(t, c_, "-"); win <- (d > 0) + (d == 0) / 2
  u <- rowMeans(win); w <- colMeans(win); theta <- mean(win)
  s <- sqrt(sum((u - theta)^2) / nt^2 + sum((w - mean(w))^2) / nc^2) / (theta * (1 - theta))
  sorted <- sort(d)
  ties <- function(x) sum(table(x)^3 - table(x))
  for (level in c(0.90, 0.95, 0.99)) {
    z <- qnorm((1 + level) / 2)
    s0 <- sqrt(m / 12 * ((n + 1) - (ties(t) + ties(c_)) / (n * (n - 1))))
    k <- ceiling(m / 2 - 0.5 - z * s0)
    # Fewer than five patients in an arm: no interval. Nor where both limits are one number.
    few <- min(nt, nc) < 5
    hl <- c(median(sorted), if (k < 1 || few) c(NA, NA) else sorted[c(k, m - k + 1)])
    if (hl[2] %in% hl[3]) hl[2:3] <- NA
    odds <- theta / (1 - theta)
    inside <- theta > 0 && theta < 1 && s > 0
    wo <- if (inside) c(odds, if (few) rep(NA, 4) else c(odds * exp(c(-1, 1) * z * s), log(odds) / s, 2 * pnorm(-abs(log(odds) / s))))
          else c(if (theta == 1) NA else odds, rep(NA, 4))
    mw <- if (inside && !few) plogis(qlogis(theta) + c(-1, 1) * z * s) else c(NA, NA)
    r <- suppressWarnings(tryCatch(
      wilcox.test(t, c_, exact = FALSE, correct = TRUE, conf.int = k >= 1 && !few && n <= 1000,
                  conf.level = level, tol.root = 1e-12),
      error = function(e) wilcox.test(t, c_, exact = FALSE, correct = TRUE)))
    limits <- if (is.null(r$conf.int) || is.na(hl[2])) c(NA, NA) else r$conf.int
    rows[[length(rows) + 1]] <- c(name, level, sprintf("%.15g", c(
      theta, mw, r$statistic, r$p.value, hl, limits, wo)))
  }
}
data <- as.data.frame(do.call(rbind, data)); names(data) <- c("dataset", "values", "treatment", "control")
write.csv(data, "ranks_data.csv", row.names = FALSE, quote = FALSE)
result <- as.data.frame(do.call(rbind, rows))
names(result) <- c("dataset", "level", "theta", "theta_low", "theta_high", "u", "p", "shift",
  "shift_low", "shift_high", "wilcox_low", "wilcox_high", "odds", "odds_low", "odds_high", "odds_z", "odds_p")
write.csv(result, "ranks.csv", row.names = FALSE, quote = FALSE)
