# Missing outcomes: delta by arm, its tipping point, jump to reference, multiple imputation.
# Rscript sensitivity.R [FILE ...], in this folder: writes sensitivity_data.csv (inputs), sensitivity.csv, and
# with the arms swapped sensitivity_swapped.csv, with a further covariate sensitivity_adjusted.csv.
# Delta (White, Carpenter, Horton 2018) is fitted by lm.fit, its variance the closed form of the
# sandwich: held to 1e-8. A second way, both models' equations stacked and differentiated numerically
# by Richardson's extrapolation, must agree to 1e-7. Jump to reference is two calls of lm.fit: 1e-8. What is drawn at random has R's own seed and is held to its Monte Carlo error: column
# `error` is one of the value; se and the limits of the bootstrap are held to 12 % and 10 %. Where
# the package mice is there, its method norm must agree with the chained equations written out here.
# Data sets: two scores of ../../sample_data/synthetic_long.csv, and made-up trials.
set.seed(20261202)
sets <- list()
add <- function(name, arm, pre, y, w, at = ncol(y)) sets[[name]] <<- list(arm = arm, pre = pre, y = y, w = w, at = at)
trial <- function(name, n, v = 3, share = 0.5, missing = 0.15, step = 1, effect = 0.6, shift = 0, change = identity, at = v) {
  arm <- as.numeric(seq_len(n) <= round(n * share))[sample(n)]
  pre <- round(rnorm(n, 12, 4) / step) * step
  e <- matrix(rnorm(n * v), n) %*% chol(0.7^abs(outer(1:v, 1:v, "-"))) * 4
  y <- round((0.6 * pre - outer(arm, seq_len(v)) * effect + e) / step) * step + shift
  y[matrix(runif(n * v) < missing, n)] <- NA
  s <- change(list(arm = arm, pre = pre + shift, y = y, w = round(rnorm(n, 64, 10))))
  add(name, s$arm, s$pre, s$y, s$w, at)
}
d <- read.csv("../../sample_data/synthetic_long.csv", na.strings = "")
for (m in c("nihss", "bi")) {
  y <- as.matrix(d[paste0(m, c("_post", "_m1", "_m3", "_m6"))]); pre <- d[[paste0(m, "_pre")]]
  keep <- !is.na(pre) & !(d$died %in% 1 & is.na(y[, 4])) & !is.na(d$age)
  if (m == "nihss") { whole <- !is.na(pre) & !(d$died %in% 1 & is.na(y[, 4])); add("long_whole", as.numeric(d$arm == "treatment")[whole], pre[whole], y[whole, ], rep(0, sum(whole)), 4) }
  add(paste0("long_", m), as.numeric(d$arm == "treatment")[keep], pre[keep], y[keep, ], d$age[keep], 4)
}
trial("plain", 156)
trial("missing_40", 156, 4, missing = 0.4)
trial("nobody_missing", 60, missing = 0)
trial("ties", 80, step = 6)
trial("unequal", 120, share = 0.2)
trial("small", 14, 2, missing = 0.2, effect = 3)
trial("offset", 90, shift = 1e5)
trial("large_effect", 156, effect = 3, missing = 0.05)
trial("one_visit", 100, 1)
trial("earlier_visit", 120, 4, at = 2)
trial("dropout", 120, 4, change = function(s) { gone <- pmin(5, 2 + rpois(120, 3)); s$y[outer(gone, 1:4, "<=")] <- NA; s })
trial("one_missing", 60, 2, missing = 0, change = function(s) { s$y[1, 2] <- NA; s })
trial("empty_visit", 80, change = function(s) { s$y[, 2] <- NA; s })
trial("visit_in_one_arm", 80, change = function(s) { s$y[s$arm == 1, 1] <- NA; s })
trial("one_arm_whole", 80, change = function(s) { s$y[s$arm == 0, 3] <- round(s$pre[s$arm == 0] * 0.6 + rnorm(sum(s$arm == 0), 0, 4)); s })
trial("one_patient_a_level", 60, change = function(s) { s$w <- as.numeric(seq_along(s$w) == which(!is.na(s$y[, 3]) & s$arm == 1)[1]); s })
trial("arm_all_missing", 40, change = function(s) { s$y[s$arm == 1, 3] <- NA; s })
trial("control_all_missing", 40, change = function(s) { s$y[s$arm == 0, 3] <- NA; s })
trial("two_seen_in_an_arm", 40, change = function(s) { a <- which(s$arm == 1); s$y[a, 3] <- NA; s$y[a[1:2], 3] <- c(4, 9); s$pre[a[1:2]] <- c(8, 11); s })
trial("same_before", 40, change = function(s) { s$pre[] <- 10; s })

# --- Delta: the difference, and the variance of both models' equations ------------------------------
jacobian <- function(f, b) { # Richardson: errors of the fourth order in h
  sapply(seq_along(b), function(k) {
    at <- function(h) { e <- b; e[k] <- e[k] + h; g <- b; g[k] <- g[k] - h; (f(e) - f(g)) / (2 * h) }
    h <- 1e-3; (4 * at(h / 2) - at(h)) / 3
  })
}
delta_of <- function(s, x, dt, dc, twice = FALSE) {
  y <- s$y[, s$at]; m <- is.na(y); middle <- mean(y[!m]); y <- y - middle
  x <- scale(x); if (anyNA(x)) return(NULL)
  XS <- cbind(1, s$arm, x); XP <- cbind(XS, s$arm * x)
  for (a in 0:1) { w <- !m & s$arm == a; if (sum(w) <= ncol(x) + 1 || qr(XS[w, -2])$rank < ncol(x) + 1) return(NULL) }
  bP <- lm.fit(XP[!m, ], y[!m])$coefficients
  add <- ifelse(s$arm == 1, dt, dc)
  filled <- function(b) ifelse(m, c(XP %*% b) + add, y)
  bS <- lm.fit(XS, filled(bP))$coefficients; k <- ncol(XS)
  # The closed form.
  C <- crossprod(XS[m, , drop = FALSE], XP[m, , drop = FALSE]); rest <- ifelse(m, 0, y - c(XP %*% bP))
  own <- (XS * (filled(bP) - c(XS %*% bS))) %*% solve(crossprod(XS))[, 2]
  psi <- own + (XP * rest) %*% (solve(crossprod(XP[!m, ])) %*% t(C) %*% solve(crossprod(XS))[, 2])
  if (twice) { # the stacked equations, differentiated numerically
    each <- function(b) cbind(XS * (filled(b[-(1:k)]) - c(XS %*% b[1:k])), XP * ifelse(m, 0, y - c(XP %*% b[-(1:k)])))
    b <- c(bS, bP); A <- solve(jacobian(function(b) colSums(each(b)), b)); V <- A %*% crossprod(each(b)) %*% t(A)
    stopifnot(abs(sqrt(sum(psi^2) / V[2, 2]) - 1) < 1e-7)
  }
  list(value = bS[[2]], se = sqrt(sum(psi^2)), df = sum(!m) - k)
}
tested <- function(e, level) {
  half <- qt((1 + level) / 2, e$df) * e$se; t <- e$value / e$se
  c(e$value, e$value - half, e$value + half, t, e$df, 2 * pt(-abs(t), e$df), e$se)
}
reference_of <- function(s, x, who = seq_along(s$arm)) {
  y <- s$y[who, s$at]; x <- as.matrix(x)[who, , drop = FALSE]; a <- s$arm[who]; w <- !is.na(y) & a == 0
  if (sum(w) <= ncol(x) + 1 || all(is.na(y[a == 1]))) return(NA)
  x <- sweep(x, 2, colMeans(x))
  f <- lm.fit(cbind(1, x)[w, , drop = FALSE], y[w])
  if (f$rank < ncol(x) + 1) return(NA)
  y[is.na(y)] <- c(cbind(1, x)[is.na(y), , drop = FALSE] %*% f$coefficients)
  f <- lm.fit(cbind(1, a, x), y); if (f$rank < ncol(x) + 2) NA else f$coefficients[[2]]
}
# --- Chained equations: normal regressions within the arm, prior 1/s2 -------------------------------
draw <- function(X, y, at) {
  f <- qr(X); k <- f$rank; if (k < ncol(X)) { keep <- sort(f$pivot[1:k]); X <- X[, keep, drop = FALSE]; at <- at[, keep, drop = FALSE]; f <- qr(X) }
  b <- qr.coef(f, y); s2 <- sum((y - X %*% b)^2) / rchisq(1, length(y) - k)
  b <- b + backsolve(qr.R(f), rnorm(k)) * sqrt(s2)
  c(at %*% b) + rnorm(nrow(at)) * sqrt(s2)
}
imputed_of <- function(s, x, m) {
  for (a in 0:1) if (all(is.na(s$y[s$arm == a, s$at]))) return(NULL)
  visits <- seq_len(ncol(s$y)); n <- function(v) min(sapply(0:1, function(a) sum(!is.na(s$y[s$arm == a, v]))))
  repeat { # a visit with fewer scores than coefficients predicts nothing
    few <- sapply(visits, n) < length(visits) + ncol(x) + 1
    if (!any(few)) break
    gone <- setdiff(if (any(few[visits != s$at])) visits[few] else visits, s$at)
    if (!length(gone)) return(NULL)
    visits <- setdiff(visits, gone[which.min(sapply(gone, n))])
  }
  x <- scale(x); if (anyNA(x)) return(NULL)
  y <- s$y[, visits, drop = FALSE]; at <- match(s$at, visits); absent <- is.na(y)
  one <- function() {
    z <- y
    for (a in 0:1) {
      arm <- s$arm == a
      for (v in seq_along(visits)) { w <- arm & absent[, v]; z[w, v] <- sample(y[arm & !absent[, v], v], sum(w), TRUE) }
      for (cycle in 1:10) for (v in seq_along(visits)) {
        w <- arm & absent[, v]; if (!any(w)) next
        X <- cbind(1, x, z[, -v, drop = FALSE]); o <- arm & !absent[, v]
        z[w, v] <- draw(X[o, , drop = FALSE], y[o, v], X[w, , drop = FALSE])
      }
    }
    f <- lm(z[, at] ~ s$arm + x); c(coef(f)[[2]], vcov(f)[2, 2])
  }
  r <- replicate(m, one()); B <- var(r[1, ]); T <- mean(r[2, ]) + (1 + 1 / m) * B; l <- (1 + 1 / m) * B / T; n <- length(s$arm) - 2 - ncol(x)
  df <- 1 / (l^2 / (m - 1) + (n + 3) / (n * (n + 1) * (1 - l)))
  list(value = mean(r[1, ]), se = sqrt(T), df = df, error = sqrt(B / m), B = B)
}

# --- Rows --------------------------------------------------------------------------------------------
only <- commandArgs(trailingOnly = TRUE); SPAN <- 42; M <- 200; BOOT <- 2000
txt <- function(v) ifelse(is.na(v), "NA", sprintf("%.15g", v))
none <- rep(NA_real_, 7)
RESAMPLED <- c("long_whole", "plain", "missing_40", "dropout", "empty_visit", "earlier_visit", "one_visit", "arm_all_missing", "control_all_missing")
run <- function(file, level, swap, more) {
  if (length(only) && !file %in% only) return(invisible())
  set.seed(20261203); out <- list()
  put <- function(name, method, dt, dc, e, error = NA) out[[length(out) + 1]] <<- c(name, level, method, txt(c(dt, dc, e, error)))
  for (name in names(sets)) {
    s <- sets[[name]]; if (swap) s$arm <- 1 - s$arm
    if (more && name == "long_whole") next
    x <- if (more) cbind(s$pre, s$w) else cbind(s$pre); cat(file, name, "\n")
    for (p in list(c(0, 0), c(1, 0), c(2, 0), c(5, 0), c(0, 5), c(-4, 3))) {
      e <- delta_of(s, x, p[1], p[2], TRUE); put(name, "delta_adjusted", p[1], p[2], if (is.null(e)) none else tested(e, level))
    }
    tip <- if (is.null(delta_of(s, x, 0, 0))) NA else {
      p <- sapply(0:(SPAN * 10) / 10, function(g) tested(delta_of(s, x, g, 0), level)[6]); (which(p >= 0.05)[1] - 1) / 10
    }
    put(name, "tipping_point", NA, NA, c(tip, none[-1]))
    e <- none; e[1] <- reference_of(s, x)
    if (name %in% RESAMPLED && !is.na(e[1])) {
      a <- which(s$arm == 1); c <- which(s$arm == 0)
      b <- replicate(BOOT, reference_of(s, x, c(sample(a, replace = TRUE), sample(c, replace = TRUE))))
      e[2:3] <- quantile(b, c((1 - level) / 2, (1 + level) / 2), na.rm = TRUE)
    }
    put(name, "jump_to_reference", NA, NA, e)
    if (name %in% RESAMPLED) {
      e <- imputed_of(s, x, M); put(name, "multiple_imputation", NA, NA, if (is.null(e)) none else tested(e, level), if (is.null(e)) NA else e$error)
    }
  }
  r <- as.data.frame(do.call(rbind, out))
  names(r) <- c("dataset", "level", "method", "delta_t", "delta_c", "value", "low", "high", "statistic", "df", "p", "se", "error")
  write.csv(r, file, row.names = FALSE, quote = FALSE)
}
run("sensitivity.csv", 0.95, FALSE, FALSE)
run("sensitivity_swapped.csv", 0.9, TRUE, FALSE)
run("sensitivity_adjusted.csv", 0.99, FALSE, TRUE)
text <- function(v) paste(sprintf("%.15g", v), collapse = " ")
inputs <- do.call(rbind, lapply(names(sets), function(name) {
  s <- sets[[name]]
  data.frame(dataset = name, visits = ncol(s$y), at = s$at, arm = text(s$arm), pre = text(s$pre), w = text(s$w), scores = text(c(s$y)))
}))
write.csv(inputs, "sensitivity_data.csv", row.names = FALSE, quote = FALSE)
if (!length(only) && requireNamespace("mice", quietly = TRUE)) {
  s <- sets$missing_40; ours <- imputed_of(s, cbind(s$pre), 400)
  z <- lapply(0:1, function(a) mice::complete(mice::mice(data.frame(pre = s$pre, s$y)[s$arm == a, ], m = 400, method = "norm", maxit = 10, printFlag = FALSE), "all"))
  b <- sapply(1:400, function(i) { q <- rbind(cbind(a = 0, z[[1]][[i]]), cbind(a = 1, z[[2]][[i]])); coef(lm(q[, ncol(q)] ~ a + pre, q))[["a"]] })
  cat("mice:", mean(b), "here:", ours$value, "\n"); stopifnot(abs(mean(b) - ours$value) < 4 * sqrt(ours$error^2 + var(b) / 400))
}
