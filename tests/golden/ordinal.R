# Ordered grades and events given covariates: common odds ratio, proportionality, standardised risks.
# Rscript ordinal.R, in this folder: writes ordinal_data.csv (inputs) and ordinal.csv (results).
# synthetic_long.csv of ../../sample_data is one of the data sets, as its patients are.
# Tolerance: polr (reltol 1e-14) stops within 2e-6, held to 5e-6; the likelihood ratio's larger model is
# searched by optim (reltol 1e-15), held to 1e-6; risks (glm, epsilon 1e-14) to 1e-8.
suppressPackageStartupMessages(library(MASS))
set.seed(20261130)

sets <- list()
add <- function(name, d) sets[[name]] <<- d
trial <- function(n, k, share = 0.5, effect = 0.5, spread = 1) {
  arm <- as.numeric(seq_len(n) <= round(n * share))[sample(n)]
  x <- round(rnorm(n, 12, 4)); w <- round(rnorm(n, 64, 10)); s <- rbinom(n, 1, 0.4)
  latent <- effect * arm - 0.15 * (x - 12) - 0.03 * (w - 64) + rlogis(n) * spread
  cuts <- qlogis(seq_len(k - 1) / k)
  data.frame(arm, grade = findInterval(latent, cuts), x, w, s)
}
for (k in 2:7) for (n in c(60, 156, 1000)) add(paste0("random_", k, "_", n), trial(n, k))
add("unequal", trial(120, 5, share = 0.2))
add("large", trial(5000, 7))
add("offset", within(trial(156, 7), { x <- 1e6 + x; w <- w / 1e6 }))
add("harmful", trial(200, 7, effect = -1))
add("steep", trial(300, 6, spread = 0.2))
add("small", trial(20, 3))
d <- trial(156, 7); d$grade[d$arm == 1 & d$grade == 5] <- 4
add("grade_in_one_arm", d)
d <- trial(156, 7); d$grade[d$grade == 3] <- 4
add("empty_grade", d)
d <- read.csv("../../sample_data/synthetic_long.csv", na.strings = "")
filled <- function(v) ifelse(is.na(v), mean(v, na.rm = TRUE), v)
d <- data.frame(arm = as.numeric(d$arm == "treatment"), grade = 6 - d$mrs_m6, x = d$nihss_pre, w = d$age, s = as.numeric(d$sex == "male"))
d$x_filled <- filled(d$x)
d <- d[!is.na(d$grade), ]
add("long_filled", transform(d, x = x_filled)[c("arm", "grade", "x", "w", "s")])
add("long_complete", d[!is.na(d$x), c("arm", "grade", "x", "w", "s")])

z <- function(level) qnorm((1 + level) / 2)
with_covariates <- list(none = character(0), x_w = c("x", "w"), x_w_s = c("x", "w", "s"))
rows <- list()
put <- function(name, level, method, with, v) {
  v[!is.finite(v)] <- NA
  rows[[length(rows) + 1]] <<- c(name, level, method, with, sprintf("%.15g", v))
}

# Negative log-likelihood of thresholds by arm: first, then logs of the steps; covariates scaled.
separate <- function(d, covariates) {
  y <- as.integer(factor(d$grade)); k <- max(y); m <- k - 1
  if (any(table(factor(d$arm, 0:1), y) == 0)) return(NA)
  X <- if (length(covariates)) scale(as.matrix(d[covariates])) else matrix(0, nrow(d), 0)
  cuts <- function(p) cumsum(c(p[1], exp(p[-1])))
  f <- function(p) {
    b <- p[-seq_len(2 * m)]; eta <- if (length(b)) as.vector(X %*% b) else 0
    lo <- hi <- numeric(nrow(d))
    for (a in 0:1) {
      c_ <- c(-Inf, cuts(p[a * m + seq_len(m)]), Inf); w <- d$arm == a
      hi[w] <- c_[y[w] + 1]; lo[w] <- c_[y[w]]
    }
    -sum(log(plogis(hi - eta) - plogis(lo - eta)))
  }
  start <- unlist(lapply(0:1, function(a) {
    q <- qlogis(cumsum(tabulate(y[d$arm == a], k))[-k] / sum(d$arm == a)); c(q[1], log(diff(q)))
  }))
  p <- c(start, rep(0, ncol(X)))
  for (i in 1:20) p <- optim(p, f, method = "BFGS", control = list(reltol = 1e-15, maxit = 5000, ndeps = rep(1e-5, length(p))))$par
  -f(p)
}

for (name in names(sets)) {
  d <- sets[[name]]
  for (with in names(with_covariates)) {
    covariates <- with_covariates[[with]]
    if (nrow(d) < 50 && with != "none") next
    terms <- reformulate(c("arm", covariates), "y")
    g <- d
    for (k in covariates) g[[k]] <- as.vector(scale(g[[k]]))
    y <- factor(d$grade, ordered = TRUE); k <- nlevels(y)
    if (k > 2) {
      g$y <- y
      start <- c(rep(0, 1 + length(covariates)), qlogis(cumsum(table(y))[-k] / nrow(d)))
      f <- polr(terms, g, Hess = TRUE, start = start, control = list(reltol = 1e-14, maxit = 5000))
    } else {
      g$y <- as.integer(d$grade == max(d$grade))
      f <- glm(terms, binomial, g, control = list(epsilon = 1e-14, maxit = 100))
    }
    b <- coef(f)[["arm"]]; se <- sqrt(vcov(f)["arm", "arm"])
    levels_ <- if (with == "x_w") c(0.9, 0.95, 0.99) else 0.95
    for (l in levels_) put(name, l, "proportional_odds_adjusted", with,
      c(exp(b + c(0, -1, 1) * z(l) * se), b / se, NA, 2 * pnorm(-abs(b / se))))
    if (k > 2) {
      lr <- 2 * (separate(d, covariates) - as.numeric(logLik(f)))
      put(name, 0.95, "proportional_odds_test", with,
          c(NA, NA, NA, lr, if (is.na(lr)) NA else k - 2, pchisq(lr, k - 2, lower.tail = FALSE)))
    }
    # The event: the upper half of the grades.
    g$y <- Y <- as.numeric(d$grade >= median(d$grade))
    if (min(table(Y, d$arm)) == 0) next
    h <- glm(terms, binomial, g, control = list(epsilon = 1e-14, maxit = 100))
    m1 <- predict(h, transform(g, arm = 1), type = "response"); m0 <- predict(h, transform(g, arm = 0), type = "response")
    t <- d$arm == 1; n <- nrow(d)
    v11 <- var((Y - m1)[t]) / mean(t) + 2 * cov(Y[t], m1[t]) - var(m1)
    v00 <- var((Y - m0)[!t]) / mean(!t) + 2 * cov(Y[!t], m0[!t]) - var(m0)
    v10 <- cov(Y[t], m0[t]) + cov(Y[!t], m1[!t]) - cov(m1, m0)
    e <- mean(m1) - mean(m0); s <- sqrt((v11 + v00 - 2 * v10) / n)
    for (l in levels_) put(name, l, "adjusted_risk_difference", with,
      c(e + c(0, -1, 1) * z(l) * s, e / s, NA, 2 * pnorm(-abs(e / s))))
  }
}
result <- as.data.frame(do.call(rbind, rows))
names(result) <- c("dataset", "level", "method", "covariates", "value", "low", "high", "statistic", "df", "p")
write.csv(result, "ordinal.csv", row.names = FALSE, quote = FALSE)
text <- function(v) paste(sprintf("%.15g", v), collapse = " ")
inputs <- do.call(rbind, lapply(names(sets), function(name) {
  d <- sets[[name]]
  data.frame(dataset = name, arm = text(d$arm), grade = text(d$grade), x = text(d$x), w = text(d$w), s = text(d$s))
}))
write.csv(inputs, "ordinal_data.csv", row.names = FALSE, quote = FALSE)
