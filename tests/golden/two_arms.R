# Two proportions: intervals of one, of their difference and ratios, chi-square, Fisher.
# Rscript two_arms.R, in this folder: writes two_arms.csv (inputs and results).
# R's own functions where they do not search a root; else the defining equation, solved here
# by uniroot to the last digits, with the restricted likelihood's score solved by uniroot too.
# wilson_* are prop.test's, cp_* and one_sided binom.test's, rd_* Newcombe's formula on those of
# prop.test, nnt* their inverses, rr_* and or_* escalc's, pearson, yates and n1 chisq.test's,
# fisher_p fisher.test's; all held to 1e-8; mn_*, koopman_*, fisher_or, fisher_low and fisher_high are roots to 1e-15.
suppressMessages({library(metafor)})
set.seed(20261101)

cases <- rbind(
  c(67, 78, 54, 78), c(3, 78, 0, 78), c(56, 70, 48, 80), c(36, 40, 16, 80), c(40, 78, 36, 78),
  c(9, 10, 3, 10), c(6, 7, 2, 7), c(5, 56, 0, 29), c(0, 10, 0, 20), c(0, 10, 0, 10),
  c(10, 10, 0, 20), c(10, 10, 0, 10), c(10, 10, 10, 10), c(0, 4, 4, 4), c(4, 4, 0, 4),
  c(0, 1, 3, 9), c(1, 1, 3, 9), c(1, 1, 0, 1), c(0, 1, 1, 1), c(1, 1, 1, 1), c(0, 1, 0, 1),
  c(0, 1, 9, 9), c(12, 12, 11, 12), c(11, 12, 12, 12), c(0, 5000, 1, 5000), c(1, 5000, 0, 3),
  c(4999, 5000, 4990, 5000), c(2500, 5000, 2600, 5000), c(5000, 5000, 4000, 5000),
  c(0, 78, 3, 78), c(0, 78, 78, 78), c(1, 8, 0, 5000), c(300, 300, 2, 3), c(17, 2000, 30, 1999)
)
for (n in c(8, 20, 78, 156, 1000, 5000)) for (i in 1:10) {
  nt <- max(1, round(n * runif(1, 0.2, 0.8))); nc <- n - nt
  p <- c(rbeta(1, 0.6, 0.6), rbeta(1, 0.6, 0.6))
  if (i > 5) p[2] <- min(1, max(0, p[1] + rnorm(1, 0, 0.1)))
  cases <- rbind(cases, c(rbinom(1, nt, p[1]), nt, rbinom(1, nc, p[2]), nc))
}

# Root of f between a and b (f(a) < 0 < f(b) in sign), to the last digits.
root <- function(f, a, b) uniroot(f, sort(c(a, b)), tol = 1e-15, maxiter = 1e5)$root

# p of the control arm that maximises the likelihood with pT = g(pC), by its score.
restricted <- function(score, lo, hi) {
  # Twice as near to the end each time until the score has the sign that it must have there.
  h <- (hi - lo) / 4; a <- lo + h; while (score(a) < 0 && a > lo && h > 1e-18) { h <- h / 4; a <- lo + h }
  if (score(a) < 0 || a <= lo) return(lo)
  h <- (hi - lo) / 4; b <- hi - h; while (score(b) > 0 && b < hi && h > 1e-18) { h <- h / 4; b <- hi - h }
  if (score(b) > 0 || b >= hi) return(hi)
  uniroot(score, c(a, b), tol = 1e-17, maxiter = 1e5)$root
}
part <- function(x, p) if (x == 0) 0 else x / p

mn <- function(xt, nt, xc, nc, level) {
  z2 <- qchisq(level, 1); n <- nt + nc; d <- xt / nt - xc / nc
  f <- function(delta) {
    if (abs(delta) >= 1) return(1)
    score <- function(p) part(xt, p + delta) - part(nt - xt, 1 - p - delta) +
      part(xc, p) - part(nc - xc, 1 - p)
    pc <- restricted(score, max(0, -delta), min(1, 1 - delta)); pt <- pc + delta
    v <- (pt * (1 - pt) / nt + pc * (1 - pc) / nc) * n / (n - 1)
    sign <- if (delta == d) -1 else 1
    if (v <= 0) return(sign)
    (d - delta)^2 / v - z2
  }
  c(if (d == -1) -1 else root(f, d - 1e-9 * (d + 1), -1),
    if (d == 1) 1 else root(f, d + 1e-9 * (1 - d), 1))
}

# Koopman's U of 1984.
koopman <- function(xt, nt, xc, nc, level) {
  if (xt + xc == 0) return(c(NA, NA))
  z2 <- qchisq(level, 1)
  u <- function(log_phi) {
    phi <- exp(log_phi)
    score <- function(p) part(xt + xc, p) - phi * part(nt - xt, 1 - phi * p) - part(nc - xc, 1 - p)
    pc <- restricted(score, 0, min(1, 1 / phi)); pt <- phi * pc
    term <- function(x, m, p) {
      v <- m * p * (1 - p)
      if (v > 0) (x - m * p)^2 / v else if (abs(x - m * p) < 1e-9) 0 else Inf
    }
    min(term(xt, nt, pt) + term(xc, nc, pc) - z2, 1e9)
  }
  centre <- if (xt > 0 && xc > 0) log(xt * nc / (xc * nt)) else NA
  low <- 0; high <- NA
  if (xt > 0) {
    a <- if (is.na(centre)) 0 else centre - 1e-9
    while (is.na(centre) && u(a) > 0) a <- a + 1
    b <- a; while (u(b) <= 0) b <- b - 1
    low <- exp(root(u, a, b))
  }
  if (xc > 0) {
    a <- if (is.na(centre)) 0 else centre + 1e-9
    while (is.na(centre) && u(a) > 0) a <- a - 1
    b <- a; while (u(b) <= 0) b <- b + 1
    high <- exp(root(u, a, b))
  }
  c(low, high)
}

# The noncentral hypergeometric distribution of fisher.test, its roots searched on ln psi.
fisher <- function(xt, nt, xc, nc, level) {
  k <- xt + xc
  if (k == 0 || k == nt + nc) return(rep(NA, 3))
  lo <- max(0, k - nc); hi <- min(k, nt); support <- lo:hi
  logdc <- dhyper(support, nt, nc, k, log = TRUE)
  d <- function(beta) { w <- logdc + beta * support; w <- exp(w - max(w)); w / sum(w) }
  find <- function(f) uniroot(f, c(-5, 5), extendInt = "upX", tol = 1e-15, maxiter = 1e5)$root
  tail <- (1 - level) / 2
  mle <- if (xt == lo) 0 else if (xt == hi) NA else
    exp(find(function(b) sum(d(b) * support) - xt))
  low <- if (xt == lo) 0 else
    exp(find(function(b) log(sum(d(b)[support >= xt])) - log(tail)))
  high <- if (xt == hi) NA else
    exp(-find(function(b) log(sum(d(-b)[support <= xt])) - log(tail)))
  c(mle, low, high)
}

# Of a difference; its limits change places. One of 1e-17 is 0 but for its rounding.
inverse <- function(x) if (abs(x) < 1e-14) NA else 1 / x

rows <- list()
for (i in seq_len(nrow(cases))) for (level in c(0.90, 0.95, 0.99)) {
  xt <- cases[i, 1]; nt <- cases[i, 2]; xc <- cases[i, 3]; nc <- cases[i, 4]
  wt <- suppressWarnings(prop.test(xt, nt, correct = FALSE, conf.level = level)$conf.int)
  wc <- suppressWarnings(prop.test(xc, nc, correct = FALSE, conf.level = level)$conf.int)
  cp <- binom.test(xt, nt, conf.level = level)$conf.int
  one <- binom.test(xt, nt, alternative = "less", conf.level = level)$conf.int[2]
  d <- xt / nt - xc / nc
  rd <- d + c(-1, 1) * sqrt(c((xt / nt - wt[1])^2 + (wc[2] - xc / nc)^2,
                              (wt[2] - xt / nt)^2 + (xc / nc - wc[1])^2))
  ratios <- rep(NA, 6)
  none <- xt + xc == 0; all <- xt == nt && xc == nc
  if (!none && !all) ratios <- unlist(lapply(c("RR", "OR"), function(m) {
    # drop00 is off: one arm without and one with all events is computed, with 0.5 added.
    e <- escalc(measure = m, ai = xt, n1i = nt, ci = xc, n2i = nc, add = 1/2, to = "only0")
    exp(e$yi + c(0, -1, 1) * qnorm((1 + level) / 2) * sqrt(e$vi))
  }))
  tab <- matrix(c(xt, nt - xt, xc, nc - xc), 2, byrow = TRUE)
  chi <- rep(NA, 6)
  if (!none && !all) {
    a <- suppressWarnings(chisq.test(tab, correct = FALSE))
    b <- suppressWarnings(chisq.test(tab, correct = TRUE))
    n1 <- a$statistic * (nt + nc - 1) / (nt + nc)
    chi <- c(a$statistic, a$p.value, b$statistic, b$p.value, n1, pchisq(n1, 1, lower = FALSE))
  }
  rows[[length(rows) + 1]] <- c(xt, nt, xc, nc, level, wt, cp, one, d, rd,
    mn(xt, nt, xc, nc, level), ratios[1:3], koopman(xt, nt, xc, nc, level), ratios[4:6],
    chi, fisher(xt, nt, xc, nc, level), fisher.test(tab)$p.value,
    inverse(d), inverse(rd[2]), inverse(rd[1]))
}
result <- as.data.frame(do.call(rbind, rows))
names(result) <- c("x_t", "n_t", "x_c", "n_c", "level", "wilson_low", "wilson_high", "cp_low",
  "cp_high", "one_sided", "rd", "rd_low", "rd_high", "mn_low", "mn_high", "rr", "rr_low",
  "rr_high", "koopman_low", "koopman_high", "or", "or_low", "or_high", "pearson", "pearson_p",
  "yates", "yates_p", "n1", "n1_p", "fisher_or", "fisher_low", "fisher_high", "fisher_p",
  "nnt", "nnt_low", "nnt_high")
result[] <- lapply(result, function(x) ifelse(is.na(x), "NA", sprintf("%.15g", x)))
write.csv(result, "two_arms.csv", row.names = FALSE, quote = FALSE)
