# The Yang-Dalton difference by matrices, its limits by stats::pchisq.
# Rscript levels.R, in this folder: writes levels.csv (inputs and results).
# Tolerance: value is exact linear algebra, low and high are roots to 1e-13; all held to 1e-8.
set.seed(20261102)

tables <- list(
  paper = rbind(c(20, 25, 22, 11), c(10, 20, 24, 24)),
  effective = rbind(c(67, 11), c(54, 24)),
  equal = rbind(c(10, 20, 30), c(10, 20, 30)),
  equal_shares = rbind(c(10, 20, 30), c(5, 10, 15)),
  empty_level = rbind(c(20, 0, 25, 0, 33), c(10, 0, 20, 1, 24)),
  missing_in_one_arm = rbind(c(0, 5, 9, 12), c(6, 0, 7, 11)),
  two_of_three = rbind(c(0, 40, 38), c(0, 30, 48)),
  one_patient = rbind(c(1, 0, 0), c(5, 6, 7)),
  nearly_apart = rbind(c(400, 399, 1), c(1, 0, 400)),
  one_level = rbind(c(0, 8, 0), c(0, 9, 0)),
  no_shared_level = rbind(c(8, 0, 3), c(0, 9, 0)),
  no_shared_level_two = rbind(c(8, 0), c(0, 9)),
  empty_arm = rbind(c(0, 0, 0), c(4, 9, 2))
)
for (k in c(2, 3, 4, 6, 9)) for (n in c(8, 20, 78, 300, 5000)) {
  p <- rexp(k); q <- p * exp(rnorm(k, 0, 0.4))
  tables[[paste0("random_", k, "_", n)]] <-
    rbind(as.vector(rmultinom(1, n, p)), as.vector(rmultinom(1, ceiling(n * 0.8), q)))
}

distance <- function(tab) {
  p <- tab[1, ] / sum(tab[1, ]); q <- tab[2, ] / sum(tab[2, ]); k <- length(p)
  covariance <- function(w) diag(w, k) - outer(w, w)
  s <- (covariance(p) + covariance(q)) / 2
  keep <- order(p + q)[-k]
  d <- (p - q)[keep]
  sqrt(sum(d * solve(s[keep, keep, drop = FALSE], d)))
}
limit <- function(x, df, probability) {
  if (pchisq(x, df) <= probability) return(0)
  f <- function(l) pchisq(x, df, ncp = l) - probability
  uniroot(f, c(0, x + 20 + 20 * sqrt(x)), tol = 1e-13 * (1 + x), maxiter = 1e5)$root
}
rows <- list()
for (name in names(tables)) for (level in c(0.90, 0.95, 0.99)) {
  full <- tables[[name]]
  tab <- full[, colSums(full) > 0, drop = FALSE]
  nt <- sum(tab[1, ]); nc <- sum(tab[2, ])
  v <- rep(NA_real_, 3)
  if (nt > 0 && nc > 0 && ncol(tab) > 1 && any(tab[1, ] > 0 & tab[2, ] > 0)) {
    d <- distance(tab)
    if (ncol(tab) == 2) {
      z <- qnorm((1 + level) / 2)
      v <- d + c(0, -1, 1) * z * sqrt(1 / nt + 1 / nc + d^2 / (2 * (nt + nc)))
    } else {
      x <- nt * nc / (nt + nc) * d^2
      lambda <- c(limit(x, ncol(tab) - 1, (1 + level) / 2), limit(x, ncol(tab) - 1, (1 - level) / 2))
      v <- c(d, if (lambda[2] > 0) sqrt(lambda * (nt + nc) / (nt * nc)) else c(NA, NA))
    }
  }
  rows[[length(rows) + 1]] <- c(name, level, paste(full[1, ], collapse = " "),
                                paste(full[2, ], collapse = " "), sprintf("%.17g", v))
}
result <- as.data.frame(do.call(rbind, rows))
names(result) <- c("dataset", "level", "treatment", "control", "value", "low", "high")
write.csv(result, "levels.csv", row.names = FALSE, quote = FALSE)
