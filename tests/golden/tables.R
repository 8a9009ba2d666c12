# Tables of two arms: Pearson, Freeman-Halton, linear-by-linear, proportional odds.
# Rscript tables.R, in this folder: writes tables.csv (inputs and results; columns worst first).
# Tolerance: polr searches odds* and odds_z (reltol 1e-14, which stops within 2e-6), held to 2e-6;
# freeman_halton_p is exact (NA where fisher.test would need minutes); the others held to 1e-8.
suppressMessages({library(MASS); library(coin)})
set.seed(20261103)

tables <- list(
  paper = rbind(c(11, 22, 25, 20), c(24, 24, 20, 10)),
  effective = rbind(c(11, 67), c(24, 54)),
  empty_grade = rbind(c(11, 0, 25, 20), c(24, 0, 20, 10)),
  empty_first = rbind(c(0, 3, 9, 4), c(0, 5, 2, 1)),
  empty_last = rbind(c(3, 9, 4, 0, 0), c(5, 2, 1, 0, 0)),
  two_of_five = rbind(c(0, 7, 0, 4, 0), c(0, 3, 0, 9, 0)),
  one_patient = rbind(c(0, 1, 0), c(5, 6, 7)),
  one_each = rbind(c(1, 0), c(0, 1)),
  ties = rbind(c(0, 30, 0), c(1, 30, 2)),
  floor = rbind(c(60, 4, 1, 1, 0, 0, 1), c(40, 9, 6, 2, 1, 0, 2)),
  ceiling = rbind(c(0, 1, 2, 70), c(3, 1, 5, 60)),
  unequal = rbind(c(2, 1, 3), c(400, 500, 300)),
  mrs = rbind(c(12, 18, 15, 11, 9, 6, 7), c(7, 12, 16, 14, 12, 8, 9)),
  apart = rbind(c(0, 0, 5), c(4, 3, 0)),
  touching = rbind(c(0, 3, 5), c(4, 2, 0)),
  top_only = rbind(c(0, 0, 5), c(4, 3, 2)),
  equal = rbind(c(5, 6, 7), c(5, 6, 7))
)
for (k in 2:7) for (n in c(8, 20, 60, 156, 500, 1000, 5000)) {
  p <- rexp(k); q <- p * exp(rnorm(k, 0, 0.3) + seq_len(k) * rnorm(1, 0, 0.3))
  nt <- round(n * sample(c(0.2, 0.5, 0.6), 1))
  tables[[paste0("random_", k, "_", n)]] <-
    rbind(as.vector(rmultinom(1, nt, p)), as.vector(rmultinom(1, n - nt, q)))
}
# fisher.test (network algorithm) needs minutes on these.
slow <- function(tab) min(rowSums(tab)) > 50 && (sum(tab) > 1000 && ncol(tab) > 2 || sum(tab) > 156 && ncol(tab) > 4 ||
  sum(tab) > 500 && ncol(tab) > 3)
rows <- list()
for (name in names(tables)) {
  full <- tables[[name]]; k <- ncol(full); n <- sum(full)
  tab <- full[, colSums(full) > 0, drop = FALSE]
  if (ncol(tab) < 2) next
  chi <- suppressWarnings(chisq.test(tab, correct = FALSE))
  fh <- if (slow(tab)) NA else fisher.test(tab, workspace = 5e7)$p.value
  arm <- factor(rep(c("T", "C"), rowSums(full)), levels = c("C", "T"))
  grade <- c(rep(seq_len(k), full[1, ]), rep(seq_len(k), full[2, ]))
  # The score as a number, so that an empty grade keeps its place.
  lbl <- independence_test((grade - 1) ~ arm, teststat = "quadratic")
  if (ncol(tab) == k && k > 2) {
    direct <- lbl_test(as.table(provideDimnames(full)))
    stopifnot(abs(statistic(direct)^(if (inherits(direct@statistic, "QuadTypeIndependenceTestStatistic")) 1 else 2) -
                    statistic(lbl)) < 1e-8 * (1 + statistic(lbl)))
  }
  overlap <- min(grade[arm == "T"]) < max(grade[arm == "C"]) &&
    min(grade[arm == "C"]) < max(grade[arm == "T"])
  po <- matrix(NA, 3, 4)
  if (overlap) {
    if (ncol(tab) > 2) {
      y <- factor(grade, ordered = TRUE)
      cut <- qlogis(cumsum(table(y))[-nlevels(y)] / n)
      f <- polr(y ~ arm, Hess = TRUE, start = c(0, cut), control = list(reltol = 1e-14, maxit = 1000))
      b <- coef(f)[["armT"]]; se <- sqrt(vcov(f)["armT", "armT"])
    } else {
      y <- as.integer(grade == max(grade))
      f <- glm(y ~ arm, family = binomial, control = list(epsilon = 1e-14, maxit = 100))
      b <- coef(f)[["armT"]]; se <- sqrt(vcov(f)["armT", "armT"])
    }
    for (i in 1:3) po[i, ] <- c(exp(b + c(0, -1, 1) * qnorm((1 + c(0.90, 0.95, 0.99)[i]) / 2) * se), b / se)
  }
  for (i in 1:3)
    rows[[length(rows) + 1]] <- c(name, c(0.90, 0.95, 0.99)[i], paste(full[1, ], collapse = " "),
      paste(full[2, ], collapse = " "), sprintf("%.15g", c(chi$statistic, chi$parameter,
      chi$p.value, fh, statistic(lbl), pchisq(statistic(lbl), 1, lower = FALSE), po[i, ])))
}
result <- as.data.frame(do.call(rbind, rows))
names(result) <- c("dataset", "level", "treatment", "control", "pearson", "df", "pearson_p",
  "freeman_halton_p", "linear", "linear_p", "odds", "odds_low", "odds_high", "odds_z")
write.csv(result, "tables.csv", row.names = FALSE, quote = FALSE)
